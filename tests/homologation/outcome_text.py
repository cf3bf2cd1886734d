"""What the client made of a search, in words for a person who reads the report."""

from typing import assert_never

from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable


def describe(result: SearchResult) -> str:
    match result.outcome:
        case Found() as found:
            differences = result.comparison.differences if result.comparison else ()
            differing = ", ".join(trait.value for trait in differences) or "nothing"
            return (
                f"found {found.ins.matricule} {found.ins.key} ({found.ins.kind.value}),"
                f" {len(found.history)} former; traits that differ: {differing}; so {found.identity_status.value}"
            )
        case NotFound(code=code, text=text):
            return f"not found, {code}: {text.rstrip('.')}"
        case SeveralFound(code=code, text=text):
            return f"several found, {code}: {text.rstrip('.')}"
        case Unavailable(code=code, text=text):
            return f"unavailable, {code}: {text.rstrip('.')}"
        case Refused(code=code, text=text):
            return f"refused, {code}: {text.rstrip('.')}"
        case InvalidRequest(code=code, text=text):
            return f"not sent, {code}: {text.rstrip('.')}"
        case other:
            assert_never(other)

"""`kiosk insi search`: one search of the teleservice, for a technician."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, assert_never

from config.settings import Settings
from hardware.card_reader.api import Read
from kiosk.bootstrap import patient_card_reader
from kiosk.command.cannot_start import cannot_start
from kiosk.command.card import read_within, reading_result
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result
from kiosk.identity.ins import Ins, PastIns
from kiosk.insi.client import InsiClient
from kiosk.insi.outcome import (
    Call,
    Found,
    InvalidRequest,
    NotFound,
    Refused,
    SearchResult,
    SeveralFound,
    Unavailable,
)
from kiosk.insi.query import TraitsQuery
from kiosk.problems import Problem
from kiosk.teleservice import insi_client


def search_by_traits(settings: Settings, query: TraitsQuery) -> Result:
    return _search(settings, lambda client: client.search_by_traits(query))


def search_from_card(settings: Settings, person_index: int) -> Result:
    """Read the card in the slot and search for the person at `person_index` on it."""
    with closing(patient_card_reader(settings)) as reader:
        reading = read_within(reader, wait_s=0)
    match reading:
        case Read(people):
            pass
        case _:
            return reading_result(reading)
    person = next((person for person in people if person.index == person_index), None)
    if person is None:
        text = f"the card holds persons 0 to {len(people) - 1}, not {person_index}"
        return result_of(SearchResult(InvalidRequest("no_such_person", text)))
    return _search(settings, lambda client: client.search_from_card(person, people[0]))


def _search(settings: Settings, search: Callable[[InsiClient], SearchResult]) -> Result:
    try:
        client = insi_client(settings)
    except OSError as failure:
        return cannot_start(Problem.STORAGE_FAILED, f"{failure.filename}: {failure.strerror}")
    with closing(client):
        return result_of(search(client))


def result_of(search: SearchResult) -> Result:
    """Put a search in the words of the command line."""
    outcome = search.outcome
    calls = {"calls": [_call(call) for call in search.calls], "assumptions": list(search.assumptions)}
    match outcome:
        case Found():
            return Result(
                {"outcome": "found", **_found(outcome), **calls}, _lines(outcome, search.calls), ExitStatus.OK
            )
        case NotFound():
            name, status = "not_found", ExitStatus.NOT_FOUND
        case SeveralFound():
            name, status = "several_found", ExitStatus.SEVERAL_FOUND
        case Unavailable():
            name, status = "unavailable", ExitStatus.UNAVAILABLE
        case Refused():
            name, status = "refused", ExitStatus.REFUSED
        case InvalidRequest():
            name, status = "invalid_request", ExitStatus.INVALID_REQUEST
        case _:
            assert_never(outcome)
    content: dict[str, Any] = {
        "outcome": name,
        "code": outcome.code,
        "text": outcome.text,
        "retryable": outcome.retryable,
    }
    text = [f"{name.replace('_', ' ')}: {outcome.code} {outcome.text}".rstrip()]
    if isinstance(outcome, Refused) and outcome.advice:
        content["advice"] = outcome.advice
        text.append(outcome.advice)
    return Result(content | calls, [*text, *_call_lines(search.calls)], status)


def _found(found: Found) -> dict[str, Any]:
    traits = found.traits
    return {
        "ins": _ins(found.ins) | {"kind": found.ins.kind.value, "key_valid": found.ins.key_valid},
        "history": [_past(past) for past in found.history],
        "traits": {
            "birth_family_name": traits.birth_family_name,
            "birth_given_names": list(traits.birth_given_names),
            "sex": traits.sex,
            "birth_date": traits.birth_date,
            "birth_place_cog": traits.birth_place_cog,
        },
        "identity_status": found.identity_status.name.lower(),
        "remarks": list(found.remarks),
    }


def _ins(ins: Ins) -> dict[str, Any]:
    return {"matricule": ins.matricule, "key": ins.key, "oid": ins.oid}


def _past(past: PastIns) -> dict[str, Any]:
    return _ins(past.ins) | {"start": past.start, "end": past.end}


def _call(call: Call) -> dict[str, Any]:
    return {"operation": call.operation, "result": call.result, "duration_ms": call.duration_ms}


def _lines(found: Found, calls: Sequence[Call]) -> list[str]:
    traits = found.traits
    key = "valid" if found.ins.key_valid else "WRONG"
    return [
        f"{traits.birth_family_name} {' '.join(traits.birth_given_names)}",
        f"{traits.sex}  {traits.birth_date}  {traits.birth_place_cog}".rstrip(),
        f"{found.ins.matricule} {found.ins.key or '--'}  {found.ins.kind.value} {found.ins.oid}, key {key}",
        f"identity status: {found.identity_status.value}, {len(found.history)} former INS",
        *(f"remark: {remark}" for remark in found.remarks),
        *_call_lines(calls),
    ]


def _call_lines(calls: Sequence[Call]) -> list[str]:
    return [f"  {call.operation}  {call.result}  {call.duration_ms} ms" for call in calls]

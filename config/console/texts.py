"""The console's words in French and English; the terminal writes them in ASCII."""

import errno
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Read the packaged texts: by id, then by language."""
    return _packaged("texts.toml")


@cache
def reasons() -> Mapping[str, str]:
    """Read why INSi or a certificate cannot be used, in French, by the codes of kiosk.insi."""
    return _packaged("reasons.toml")


def text(language: Language, text_id: str, **arguments: object) -> str:
    """Give a text with its placeholders filled. Raises KeyError for an unknown id or placeholder."""
    return texts()[text_id][language].format(**arguments)


def counted(language: Language, text_id: str, count: int) -> str:
    """Give the text for none, one or several of something: `<id>.none`, `.one` or `.many`."""
    form = {0: "none", 1: "one"}.get(count, "many")
    return text(language, f"{text_id}.{form}", count=count)


def reason(language: Language, code: str, english: str, detail: str = "") -> str:
    """Give what kiosk.insi says of a failure; the teleservice's own texts stay as they came."""
    if language == "en" or code not in reasons():
        return english
    french = reasons()[code]
    return french.format(detail=detail) if "{detail}" in french or not detail else f"{french} ({detail})"


def why(language: Language, failure: OSError) -> str:
    """Give the system's word for a failure; in French for those a technician meets."""
    text_id = f"errno.{errno.errorcode.get(failure.errno or 0, '')}"
    if text_id in texts():
        return text(language, text_id)
    return failure.strerror or type(failure).__name__


def _packaged(name: str) -> dict[str, Any]:
    return tomllib.loads(files("config.console").joinpath(name).read_text("utf-8"))

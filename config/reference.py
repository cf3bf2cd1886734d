"""What a setting means and may be, read from the schema for the manual and for the console's help."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

_DRIVER = "Which driver serves the device; each has settings of its own."


@cache
def french() -> dict[str, str]:
    """Read the packaged translations, by the sentence of the schema."""
    return tomllib.loads(files("config").joinpath("meanings.toml").read_text("utf-8"))


def meaning(field: FieldInfo, language: str = "en") -> str:
    """Give the sentence that stands with the setting in the schema, in English ("en") or French ("fr")."""
    sentence = field.description or _DRIVER
    return sentence if language == "en" else french().get(sentence, sentence)


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Give the words a setting may be, where they are few."""
    annotation: Any = field.annotation
    if annotation is bool:
        return "true", "false"
    if get_origin(annotation) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    members = getattr(annotation, "__members__", {}).values()
    return tuple(str(member.value) for member in members) or (() if form(field) else tuple(field.examples or ()))


def limits(field: FieldInfo, language: str = "en") -> str:
    """Give the range of a number, such as "1 to 60"."""
    low = next((limit.ge for limit in field.metadata if isinstance(limit, annotated_types.Ge)), None)
    high = next((limit.le for limit in field.metadata if isinstance(limit, annotated_types.Le)), None)
    return f"{low} {'to' if language == 'en' else 'à'} {high}" if low is not None else ""


def form(field: FieldInfo) -> str:
    """Give the pattern of a text."""
    return next((part.pattern for part in field.metadata if getattr(part, "pattern", None)), "")


def allowed(field: FieldInfo, language: str = "en") -> str:
    """Give whichever of these says most, in one line; an example before a pattern."""
    if field.examples and form(field):
        return f"{'such as' if language == 'en' else 'par exemple'} {field.examples[0]}"
    return ", ".join(choices(field)) or limits(field, language) or form(field)

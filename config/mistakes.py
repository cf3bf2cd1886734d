"""What is wrong with a configuration, said so that a technician can repair it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Mistake:
    key: str
    """Dotted path of the setting; empty where the file as a whole is meant."""
    text: str

    def __str__(self) -> str:
        return f"{self.key}: {self.text}" if self.key else self.text


def mistakes_of(error: ValidationError, model: type[BaseModel]) -> list[Mistake]:
    """Put every mistake that pydantic found in one line each: value, what is allowed, and the nearest key."""
    return [_mistake(details, model) for details in error.errors(include_url=False)]


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield each setting's dotted path with its field, the options of every driver included."""
    for name, field in model.model_fields.items():
        sections = list(_models_in(field.annotation))
        if not sections:
            yield prefix + name, field
        for section in sections:
            yield from keys_of(section, f"{prefix}{name}.")


def nearest_key(wrong: str, model: type[BaseModel]) -> str:
    """Ask whether another key was meant, or say nothing."""
    near = difflib.get_close_matches(wrong, {key for key, _ in keys_of(model)}, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def _mistake(details: ErrorDetails, model: type[BaseModel]) -> Mistake:
    key = _key(details["loc"], model)
    value = details["input"]
    context: Mapping[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return Mistake(key, "is missing")
        case "extra_forbidden":
            return Mistake(key, "no such key" + nearest_key(key, model))
        case "literal_error" | "enum":
            return Mistake(key, f"{_shown(value)} is not one of {context['expected'].replace(' or ', ', ')}")
        case "union_tag_not_found":
            return Mistake(f"{key}.driver", "is missing")
        case "union_tag_invalid":
            return Mistake(f"{key}.driver", f"{_shown(value.get('driver'))} is not one of {context['expected_tags']}")
        case "string_pattern_mismatch":
            return Mistake(key, f"{_shown(value)} does not have the form {context['pattern']}")
        case _:
            return Mistake(key, f"{_shown(value)}: {details['msg'].removeprefix('Value error, ')}")


def _key(path: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """Write pydantic's path as a technician does: without the chosen driver's word, which pydantic puts in it."""
    parts = [str(part) for part in path]
    field = model.model_fields.get(parts[0]) if parts else None
    if field is not None and len(parts) > 1 and parts[1] in _drivers(field):
        del parts[1]
    return ".".join(parts)


def _drivers(field: FieldInfo) -> set[str]:
    return {
        section.model_fields["driver"].default
        for section in _models_in(field.annotation)
        if "driver" in section.model_fields
    }


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)

"""What is wrong with a configuration, said so that a technician can repair it."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as of_instance
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Mistake:
    key: str
    """Dotted path of the setting; empty where the file as a whole is meant."""
    kind: str
    """As in `mistakes.toml`."""
    arguments: Mapping[str, str] = of_instance(default_factory=dict)
    """What the text of this kind says of this case."""

    @property
    def text(self) -> str:
        return self.text_in("en")

    def text_in(self, language: str) -> str:
        return texts()[self.kind][language].format(**self.arguments)

    def __str__(self) -> str:
        return f"{self.key}: {self.text}" if self.key else self.text

    @property
    def is_unknown_key(self) -> bool:
        return self.kind.startswith("unknown")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Read the packaged texts: by kind, then by language."""
    return tomllib.loads(files("config").joinpath("mistakes.toml").read_text("utf-8"))


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


def options_of(model: type[BaseModel], section: str, driver: object) -> set[str]:
    """Name the settings that a section has with the driver chosen; nothing where there is no such driver."""
    options = _models_in(model.model_fields[section].annotation)
    return {name for one in options if one.model_fields["driver"].default == driver for name in one.model_fields}


def unknown_key(wrong: str, model: type[BaseModel]) -> Mistake:
    """Say that there is no such setting, and which one may have been meant."""
    near = difflib.get_close_matches(wrong, {key for key, _ in keys_of(model)}, n=1, cutoff=0.6)
    return Mistake(wrong, "unknown_near", {"near": near[0]}) if near else Mistake(wrong, "unknown")


_KINDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("too_small", "ge"),
    "less_than_equal": ("too_large", "le"),
    "string_too_short": ("too_short", "min_length"),
    "string_too_long": ("too_long", "max_length"),
    "too_long": ("too_many", "max_length"),
    "string_type": ("not_text", ""),
    "path_type": ("not_text", ""),
    "int_type": ("not_whole", ""),
    "int_parsing": ("not_whole", ""),
    "int_parsing_size": ("not_whole", ""),
    "int_from_float": ("not_whole", ""),
    "float_type": ("not_number", ""),
    "float_parsing": ("not_number", ""),
    "finite_number": ("not_number", ""),
    "bool_type": ("not_true_or_false", ""),
    "bool_parsing": ("not_true_or_false", ""),
    "tuple_type": ("not_list", ""),
    "model_type": ("not_section", ""),
    "model_attributes_type": ("not_section", ""),
}
"""Pydantic's names of what a setting can be refused for, with ours, and what in its context is the limit."""


def _mistake(details: ErrorDetails, model: type[BaseModel]) -> Mistake:
    key = _key(details["loc"], model)
    value = _shown(details["input"])
    context: Mapping[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return Mistake(key, "missing")
        case "extra_forbidden":
            return unknown_key(key, model)
        case "literal_error" | "enum":
            return Mistake(key, "choice", {"value": value, "allowed": _words(context["expected"])})
        case "union_tag_not_found":
            return Mistake(f"{key}.driver", "missing")
        case "union_tag_invalid":
            written = _shown(details["input"].get("driver"))
            allowed = _words(context["expected_tags"])
            return Mistake(f"{key}.driver", "choice", {"value": written, "allowed": allowed})
        case "string_pattern_mismatch":
            return _wrong_form(key, value, context["pattern"], model)
        case kind if kind in _KINDS:
            ours, limit = _KINDS[kind]
            return Mistake(key, ours, {"value": value, "limit": str(context.get(limit, ""))})
        case kind if kind in texts():  # a rule of the schema's own
            return Mistake(key, kind, {"value": value} | {name: str(said) for name, said in context.items()})
        case _:
            reason = details["msg"].removeprefix("Value error, ")
            return Mistake(key, "other", {"value": value, "reason": reason})


def _wrong_form(key: str, value: str, form: str, model: type[BaseModel]) -> Mistake:
    examples = [example for known, setting in keys_of(model) if known == key for example in setting.examples or ()]
    arguments = {"value": value, "form": form}
    return (
        Mistake(key, "form_such_as", arguments | {"example": examples[0]})
        if examples
        else Mistake(key, "form", arguments)
    )


def _words(expected: str) -> str:
    """Write pydantic's "'a', 'b' or 'c'" as a technician types them."""
    return expected.replace(" or ", ", ").replace("'", "")


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

"""A configuration being edited: TOML with its comments, changed one setting at a time."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import tomlkit
from pydantic.fields import FieldInfo
from tomlkit.exceptions import TOMLKitError

from config.mistakes import Mistake, keys_of, unknown_key
from config.settings import Settings, read

LONGEST_VALUE = 500


class NotToml(Exception):
    """The text is not TOML; repair it by hand or roll back to a version that is."""


@dataclass(frozen=True)
class Change:
    """One setting that differs; None where it is not set, so that the default counts."""

    key: str
    before: Any
    after: Any


class Draft:
    """Text in, text out; what is not touched stays as it was, comments included."""

    def __init__(self, text: str, folder: Path) -> None:
        """`folder` is what relative paths in it are meant from. Raises NotToml."""
        try:
            self._document = tomlkit.parse(text)
        except (TOMLKitError, RecursionError) as failure:
            raise NotToml(str(failure)) from None
        self._folder = folder

    @property
    def text(self) -> str:
        return tomlkit.dumps(self._document)

    def settings(self) -> Settings | list[Mistake]:
        return read(self.text, self._folder)

    def mistakes(self) -> list[Mistake]:
        found = self.settings()
        return found if isinstance(found, list) else []

    def values(self) -> dict[str, Any]:
        """Give every setting that is written, by its dotted key."""
        return dict(_flat(self._document.unwrap(), ""))

    def set(self, key: str, written: str) -> list[Mistake]:
        """Give a setting the value a technician typed; where that is a mistake, name it and change nothing."""
        fields = _fields(key)
        if not fields:
            return _unknown(key)
        before = self.text
        section, _, name = key.rpartition(".")
        try:
            table = self._table(section)
            table[name] = _value(written, fields)
        except (TOMLKitError, ValueError, RecursionError):
            self._document = tomlkit.parse(before)
            return [Mistake(key, "unwritable")]
        if name == "driver":
            self._forget_other_drivers(section, table)
        mistakes = [mistake for mistake in self.mistakes() if mistake.key == key]
        if mistakes:
            self._document = tomlkit.parse(before)
        return mistakes

    def unset(self, key: str) -> list[Mistake]:
        """Go back to the default."""
        if not _fields(key) and key not in self.values():
            return _unknown(key)
        section, _, name = key.rpartition(".")
        table: Any = self._document
        for part in section.split(".") if section else ():
            table = table.get(part)
        if isinstance(table, MutableMapping) and name in table:
            del table[name]
        return []

    def _table(self, section: str) -> Any:
        table: Any = self._document
        for part in section.split("."):
            if not isinstance(table.get(part), MutableMapping):
                table[part] = tomlkit.table()
            table = table[part]
        return table

    def _forget_other_drivers(self, section: str, table: Any) -> None:
        """Another driver has other keys: those it does not know would be mistakes that nobody made."""
        for mistake in self.mistakes():
            parent, _, name = mistake.key.rpartition(".")
            if parent == section and name in table and mistake.is_unknown_key:
                del table[name]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Compare two `Draft.values`, in the order of the schema."""
    schema = [key for key, _ in keys_of(Settings)]
    keys = [*schema, *sorted({*before, *after} - set(schema))]
    found = {key: Change(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
    return list(found.values())


def shown(value: Any) -> str:
    """Write a value as it stands in the file."""
    match value:
        case None:
            return "(not set)"
        case bool():
            return str(value).lower()
        case Enum():
            return f'"{value.value}"'
        case str() | Path():
            return f'"{value}"'
        case _:
            return str(value)


def as_written(value: Any) -> Any:
    """Give a default as TOML would hold it."""
    match value:
        case Enum():
            return value.value
        case Path():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value


def _unknown(key: str) -> list[Mistake]:
    return [unknown_key(key, Settings)]


def _fields(key: str) -> list[FieldInfo]:
    return [field for known, field in keys_of(Settings) if known == key]


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _value(written: str, fields: list[FieldInfo]) -> Any:
    """Understand what was typed: words without quotes where the setting is a text, TOML where it is anything else."""
    quoted = len(written) > 1 and written[0] == written[-1] == '"'
    if any(_takes_text(field.annotation) for field in fields):
        return written[1:-1] if quoted else written
    try:
        return tomlkit.value(written)
    except TOMLKitError:
        return written  # a word where a number belongs: validation says so with what is allowed


def _takes_text(annotation: Any) -> bool:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _takes_text(arguments[0])
    if origin in (Union, UnionType):
        return any(_takes_text(part) for part in arguments)
    if origin is Literal:
        return any(isinstance(word, str) for word in arguments)
    return isinstance(annotation, type) and issubclass(annotation, str | Path | Enum)

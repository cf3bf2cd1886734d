"""Looks for the persons of the emulated cards in whatever a program left behind."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.emulators import card

_ENCODINGS = ("utf-8", "iso-8859-1", "utf-16-le")
_CARDS = Path(card.__file__).with_name("synthetic-cards.json")


def personal_values() -> set[bytes]:
    """Names, dates and numbers of every person on the published cards, in each way the kiosk could write them."""
    values: set[str] = set()
    for entry in json.loads(_CARDS.read_text("utf-8")).values():
        for family_name, given_name, birth_date, nir, *_ in entry["people"] if isinstance(entry, dict) else ():
            year, month, day = birth_date[:4], birth_date[4:6], birth_date[6:]
            values |= {family_name, given_name, given_name.capitalize(), birth_date, f"{day}{month}{year}"}
            values |= {f"{year}-{month}-{day}", f"{day}/{month}/{year}", *([nir] if nir else [])}
    return {value.encode(encoding) for value in values for encoding in _ENCODINGS}


def traces_of_persons(folder: Path) -> list[str]:
    """Name each file below `folder` that holds a personal value."""
    return _traces(personal_values(), folder)


def traces_of(texts: Iterable[str], folder: Path) -> list[str]:
    """Name each file below `folder` that holds one of the texts."""
    return _traces({text.encode(encoding) for text in texts for encoding in _ENCODINGS}, folder)


def _traces(values: set[bytes], folder: Path) -> list[str]:
    return [
        f"{file.relative_to(folder)}: {value!r}"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for value in values
        if value in file.read_bytes()
    ]

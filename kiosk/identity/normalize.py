"""Names in the character set of INSi: A–Z, space, apostrophe, hyphen.

Accents, ligatures and typographic apostrophes are transliterated; anything else is refused by its name, never dropped
(SEL-MP-043 §2 and §3.4.1, EF_INS01_03, EF_INS10_01, EF_INS10_02; quoted at second hand, the guide is not public).
"""

import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

_TRANSLITERATED = {
    "\N{LATIN CAPITAL LETTER AE}": "AE",
    "\N{LATIN SMALL LETTER AE}": "AE",
    "\N{LATIN CAPITAL LIGATURE OE}": "OE",
    "\N{LATIN SMALL LIGATURE OE}": "OE",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}
_ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-")
# Doubled or combined spaces and apostrophes; a third hyphen is no case of the allowed double one.
_FORBIDDEN_PAIRS = ("  ", "''", " '", "' ", "---")


class NameField(Enum):
    BIRTH_FAMILY_NAME = "birth_family_name"
    BIRTH_GIVEN_NAME = "birth_given_name"


@dataclass(frozen=True)
class Normalized:
    name: str = field(repr=False)


@dataclass(frozen=True)
class ForbiddenCharacter:
    """A character INSi does not know and no rule transliterates."""

    name_field: NameField
    character: str
    """Its Unicode name and number, such as `DIGIT SEVEN (U+0037)`."""


class FormRule(Enum):
    """Why a name made of allowed characters is still not in form."""

    EMPTY = "empty"
    FIRST_CHARACTER = "starts with a space or a hyphen"
    LAST_CHARACTER = "ends with a hyphen or an apostrophe"
    DOUBLED = "doubles or combines spaces and apostrophes, or triples a hyphen"
    DOUBLE_HYPHEN = "doubles the hyphen, which only a family name may"


@dataclass(frozen=True)
class ForbiddenForm:
    name_field: NameField
    rule: FormRule


Normalization: TypeAlias = Normalized | ForbiddenCharacter | ForbiddenForm


def normalize_family_name(name: str) -> Normalization:
    return _normalize(name, NameField.BIRTH_FAMILY_NAME)


def normalize_given_name(name: str) -> Normalization:
    return _normalize(name, NameField.BIRTH_GIVEN_NAME)


def _normalize(name: str, name_field: NameField) -> Normalization:
    letters: list[str] = []
    for character in unicodedata.normalize("NFC", name.strip()):
        transliterated = _transliterate(character)
        if transliterated is None:
            return ForbiddenCharacter(name_field, _name_of(character))
        letters.append(transliterated)
    normalized = "".join(letters)
    broken = _broken_rule(normalized, name_field)
    return Normalized(normalized) if broken is None else ForbiddenForm(name_field, broken)


def is_of_names(character: str) -> bool:
    """Tell whether a character can be a part of a name, as it is or transliterated."""
    return _transliterate(character) is not None


@lru_cache(maxsize=256)  # the same few letters come again in every name
def _transliterate(character: str) -> str | None:
    if character in _TRANSLITERATED:
        return _TRANSLITERATED[character]
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    upper = base.upper() if base.isascii() else base
    if upper in _ALLOWED and all(unicodedata.combining(mark) for mark in marks):
        return upper
    return None


def _name_of(character: str) -> str:
    return f"{unicodedata.name(character, 'UNNAMED CHARACTER')} (U+{ord(character):04X})"


def _broken_rule(name: str, name_field: NameField) -> FormRule | None:
    if not name:
        return FormRule.EMPTY
    if name[0] in " -":
        return FormRule.FIRST_CHARACTER
    if any(pair in name for pair in _FORBIDDEN_PAIRS):
        return FormRule.DOUBLED
    if name_field is NameField.BIRTH_GIVEN_NAME:
        if name[-1] in "-'":
            return FormRule.LAST_CHARACTER
        if "--" in name:
            return FormRule.DOUBLE_HYPHEN
    return None

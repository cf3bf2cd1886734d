"""What a patient types in place of a card: search keys, checked as they come, and never kept."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import assert_never

from kiosk.identity.birth_date import SearchDate, search_date
from kiosk.identity.normalize import Normalized, is_of_names, normalize_family_name, normalize_given_name
from kiosk.identity.traits import Sex
from kiosk.insi.query import TraitsQuery

_LONGEST = 60
"""Characters; longer than any name INSi knows."""
_DATE_DIGITS = 8
_DATE_SEPARATORS = " /.-"
_SINGLE_DIGIT_AT = (1, 3)
"""How many digits are there when a separator ends a day or a month of one digit."""
_LONGEST_LIFE_YEARS = 130


class TraitField(Enum):
    """In the order they are asked for."""

    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BIRTH_PLACE = "birth_place"


class TypingMistake(Enum):
    """What the field says, kindly, before the patient goes on."""

    MISSING = "missing"
    NOT_A_NAME = "not_a_name"
    OTHER_LETTER = "other_letter"
    """A letter that INSi knows no name with."""
    NOT_A_DIGIT = "not_a_digit"
    FULL = "full"
    DATE_INCOMPLETE = "date_incomplete"
    NO_SUCH_DATE = "no_such_date"
    DATE_TO_COME = "date_to_come"
    DATE_LONG_AGO = "date_long_ago"


@dataclass(frozen=True)
class TypedTraits:
    family_name: str = field(default="", repr=False)
    given_names: str = field(default="", repr=False)
    """As typed, in civil order, separated by spaces."""
    birth_date: str = field(default="", repr=False)
    """Digits as typed: day, month, year."""
    sex: Sex | None = field(default=None, repr=False)
    birth_place: str = field(default="", repr=False)
    """What is typed to find the place; only the code chosen from the list is sent."""
    birth_place_cog: str | None = field(default=None, repr=False)


def with_key(typed: TypedTraits, trait: TraitField, character: str) -> TypedTraits | TypingMistake:
    """Add one character, or tell why the field does not take it: a keyboard has more keys than the screen."""
    if len(character) != 1 or not character.isprintable():
        return typed
    text = _text(typed, trait)
    match trait:
        case TraitField.FAMILY_NAME | TraitField.GIVEN_NAMES | TraitField.BIRTH_PLACE:
            longer, longest = _name_with(text, character), _LONGEST
        case TraitField.BIRTH_DATE:
            longer, longest = _date_with(text, character), _DATE_DIGITS
        case TraitField.SEX:
            return typed
        case _:
            assert_never(trait)
    if isinstance(longer, TypingMistake):
        return longer
    return _with_text(typed, trait, longer) if len(longer) <= longest else TypingMistake.FULL


def _name_with(text: str, character: str) -> str | TypingMistake:
    capitals = character.upper()
    if all(is_of_names(each) for each in capitals):
        return text + capitals
    return TypingMistake.OTHER_LETTER if character.isalpha() else TypingMistake.NOT_A_NAME


def _date_with(text: str, character: str) -> str | TypingMistake:
    """Add a digit of any script; who writes 1/5/1980 means 01/05/1980."""
    if character in _DATE_SEPARATORS:
        return f"{text[:-1]}0{text[-1]}" if len(text) in _SINGLE_DIGIT_AT else text
    digit = unicodedata.decimal(character, None)
    return TypingMistake.NOT_A_DIGIT if digit is None else f"{text}{digit}"


def without_last_key(typed: TypedTraits, trait: TraitField) -> TypedTraits:
    return typed if trait is TraitField.SEX else _with_text(typed, trait, _text(typed, trait)[:-1])


def mistake_in(typed: TypedTraits, trait: TraitField, today: date | None = None) -> TypingMistake | None:
    """Check one field by INSi's own rules, before any call; a birth date also against the day, if it is known."""
    match trait:
        case TraitField.FAMILY_NAME:
            if not typed.family_name.strip():
                return TypingMistake.MISSING
            return None if _is_name(normalize_family_name(typed.family_name.strip())) else TypingMistake.NOT_A_NAME
        case TraitField.GIVEN_NAMES:
            names = typed.given_names.split()
            if not names:
                return TypingMistake.MISSING
            return None if all(_is_name(normalize_given_name(name)) for name in names) else TypingMistake.NOT_A_NAME
        case TraitField.BIRTH_DATE:
            return _mistake_in_date(typed, today)
        case TraitField.SEX:
            return TypingMistake.MISSING if typed.sex is None else None
        case TraitField.BIRTH_PLACE:
            return None
        case _:
            assert_never(trait)


def _mistake_in_date(typed: TypedTraits, today: date | None) -> TypingMistake | None:
    if len(typed.birth_date) < _DATE_DIGITS:
        return TypingMistake.DATE_INCOMPLETE
    reading = search_date(_iso(typed))
    if not isinstance(reading, SearchDate):
        return TypingMistake.NO_SUCH_DATE
    born = date.fromisoformat(reading.iso)
    # A date whose day or month is unknown was filled in, and may so end up later in this year.
    if today is not None and (born.year > today.year or (born > today and not reading.completed)):
        return TypingMistake.DATE_TO_COME
    if today is not None and born.year < today.year - _LONGEST_LIFE_YEARS:
        return TypingMistake.DATE_LONG_AGO
    return None


def query_of(typed: TypedTraits) -> TraitsQuery | None:
    """Make the search of all that was typed; None while a field but the birth place is missing."""
    if typed.sex is None or any(mistake_in(typed, trait) for trait in TraitField):
        return None
    return TraitsQuery(
        typed.family_name.strip(),
        tuple(typed.given_names.split()),
        typed.sex,
        _iso(typed),
        typed.birth_place_cog,
    )


def _is_name(reading: object) -> bool:
    return isinstance(reading, Normalized)


def _iso(typed: TypedTraits) -> str:
    day, month, year = typed.birth_date[:2], typed.birth_date[2:4], typed.birth_date[4:]
    return f"{year}-{month}-{day}"


def _text(typed: TypedTraits, trait: TraitField) -> str:
    return str(getattr(typed, trait.value))


def _with_text(typed: TypedTraits, trait: TraitField, text: str) -> TypedTraits:
    match trait:
        case TraitField.FAMILY_NAME:
            return replace(typed, family_name=text)
        case TraitField.GIVEN_NAMES:
            return replace(typed, given_names=text)
        case TraitField.BIRTH_DATE:
            return replace(typed, birth_date=text)
        case TraitField.BIRTH_PLACE:
            return replace(typed, birth_place=text, birth_place_cog=None)
        case TraitField.SEX:
            return typed
        case _:
            assert_never(trait)

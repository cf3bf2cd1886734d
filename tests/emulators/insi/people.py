"""The persons the simulated base knows, and how a search finds them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass as validated

DEFAULT_FILE = Path(__file__).with_name("people.json")

_LIGATURES = str.maketrans({"Œ": "OE", "œ": "OE", "Æ": "AE", "æ": "AE", "ß": "SS"})
_SEPARATORS = re.compile(r"[\s'’\-]+")
_STRICT = ConfigDict(extra="forbid")


class PeopleFileError(ValueError):
    """Raised when a persons file does not have the layout of README.md; says where."""


@validated(frozen=True, config=_STRICT)
class Identifier:
    """One INS of a person; `start` and `end` are given for former ones, and may stand in either order."""

    number: str
    key: str | None
    oid: str
    start: str | None = None
    end: str | None = None


@validated(frozen=True, config=_STRICT)
class Person:
    ins: Identifier
    family_name: str
    given_names: tuple[str, ...]
    sex: str
    birth_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """YYYY-MM-DD; month and day may be lunar or 00."""
    birth_place: str | None
    history: tuple[Identifier, ...] = ()
    other_family_names: tuple[str, ...] = ()
    other_given_names: tuple[str, ...] = ()
    insured_by: tuple[str, ...] = ()
    """Numbers of the insured persons on whose card this one may stand."""
    birth_rank: int = 1
    origin: str = ""


@dataclass(frozen=True)
class VitaleSearch:
    """`RECVITALE`; what was not sent is empty."""

    own_number: str
    insured_number: str
    family_name: str
    birth_date: str
    birth_rank: str
    has_key: bool = False
    """A key was sent with a number."""


@dataclass(frozen=True)
class TraitsSearch:
    """`RECSANSVITALE`; what was not sent is empty."""

    family_name: str
    given_names: tuple[str, ...]
    sex: str
    birth_date: str
    birth_place: str


class _PeopleFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    people: tuple[Person, ...]


def load(path: Path = DEFAULT_FILE) -> tuple[Person, ...]:
    """Read a persons file; raises `PeopleFileError`."""
    try:
        return _PeopleFile.model_validate_json(path.read_bytes()).people
    except OSError as error:
        raise PeopleFileError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        mistakes = (".".join(map(str, mistake["loc"])) + ": " + mistake["msg"] for mistake in error.errors())
        raise PeopleFileError(f"{path}: {'; '.join(mistakes)}") from error


def find_by_vitale(people: Iterable[Person], search: VitaleSearch) -> list[Person]:
    """Find who is meant by a card: number, then birth date, twin rank and birth name where they were sent."""
    return [person for person in people if _is_on_card(person, search)]


def _is_on_card(person: Person, search: VitaleSearch) -> bool:
    numbers = {person.ins.number, *(former.number for former in person.history)}
    if search.own_number:
        if search.own_number not in numbers:
            return False
    elif search.insured_number not in numbers | set(person.insured_by):
        return False
    return (
        (not search.birth_date or is_same_date(person.birth_date, search.birth_date))
        and (not search.birth_rank or str(person.birth_rank) == search.birth_rank.strip().lstrip("0"))
        and (not search.family_name or _is_family_name(person, search.family_name))
    )


def find_by_traits(people: Iterable[Person], search: TraitsSearch) -> list[Person]:
    """Find by birth or other family name, a given name, sex, birth date, and COG where it was sent."""
    return [
        person
        for person in people
        if _is_family_name(person, search.family_name)
        and _is_given_name(person, search.given_names)
        and person.sex == search.sex
        and person.birth_date == search.birth_date
        and search.birth_place in ("", person.birth_place)
    ]


def _is_family_name(person: Person, name: str) -> bool:
    return normalized(name) in map(normalized, (person.family_name, *person.other_family_names))


def _is_given_name(person: Person, names: Sequence[str]) -> bool:
    """Accept any one given name, or the first several in civil order; joined or repeated is the same."""
    first_several = (" ".join(person.given_names[:count]) for count in range(2, len(person.given_names) + 1))
    known = {*map(normalized, (*person.given_names, *person.other_given_names)), *map(normalized, first_several)}
    return normalized(" ".join(names)) in known


def normalized(name: str) -> str:
    """Reduce a name to letters and single spaces, as two spellings of it are the same person's."""
    decomposed = unicodedata.normalize("NFD", name.translate(_LIGATURES).upper())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _SEPARATORS.sub(" ", letters).strip()


def is_same_date(stored: str, sent: str) -> bool:
    """Compare with a date in a form of the card: AAAA-MM-JJ, JJMMAAAA, or AAMMJJ without a century."""
    year, month, day = stored.split("-")
    return sent in {stored, f"{day}{month}{year}", f"{year[2:]}{month}{day}"}

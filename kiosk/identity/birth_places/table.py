"""The embedded lists and the search in them.

Each line is a key, a code, a name and a last year, parted by tabs. Lines stand in the order of their characters, so a
prefix is found by bisection, and only the lines that are shown are ever taken apart. A place stands there under its
last code; `renumbered.tsv` has the earlier ones, each with its last year.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import chain

from kiosk.identity.birth_places.place import BirthPlace
from kiosk.identity.birth_places.search_key import keys_of_typing

_COMMUNES, _COUNTRIES, _OFFICIAL_NAMES = "communes.tsv", "countries.tsv", "official_names.tsv"
_RENUMBERED = "renumbered.tsv"
_LIMIT = 8
_SEPARATOR = "\t"
_AFTER_ALL_KEYS = "\x7f"


def preload() -> None:
    """Read the lists now rather than at the first search; callable from any thread."""
    for list_name in (_COMMUNES, _COUNTRIES, _OFFICIAL_NAMES):
        _lines(list_name)
    _former_codes()


def search_communes(typed: str, *, born_in: int | None = None, limit: int = _LIMIT) -> Sequence[BirthPlace]:
    """Find communes and municipal arrondissements whose names begin as typed, former ones among them.

    The very name comes first, in force before former and then by code; the longer ones follow in the order of the
    alphabet. Names that were out of force before the year `born_in` are left out, and each place has the code of that
    year. Empty where nothing fits.
    """
    found = _found(_COMMUNES, typed)
    return _first(limit, found if born_in is None else _as_of(born_in, found))


def search_countries(typed: str, *, limit: int = _LIMIT) -> Sequence[BirthPlace]:
    """Find today's foreign countries and territories by their French names, the short before the official ones."""
    return _first(limit, chain(_found(_COUNTRIES, typed), _found(_OFFICIAL_NAMES, typed)))


def _found(list_name: str, typed: str) -> Iterator[BirthPlace]:
    lines = _lines(list_name)
    keys = keys_of_typing(typed)
    of_this_name = [_place(line) for key in keys for line in _beginning_with(lines, key + _SEPARATOR)]
    yield from sorted(of_this_name, key=lambda place: (place.until is not None, place.code, place.name))
    for key in keys:
        yield from map(_place, _beginning_with(lines, key))


def _beginning_with(lines: Sequence[str], prefix: str) -> Iterator[str]:
    first = bisect_left(lines, prefix)
    last = bisect_left(lines, prefix + _AFTER_ALL_KEYS, lo=first)
    return (lines[position] for position in range(first, last))


def _place(line: str) -> BirthPlace:
    _, code, name, until = line.split(_SEPARATOR)
    return BirthPlace(code, name, int(until) if until else None)


def _as_of(year: int, places: Iterable[BirthPlace]) -> Iterator[BirthPlace]:
    for place in places:
        if place.until is None or place.until >= year:
            codes = _former_codes().get(place.code, ())
            former = next((code for until, code in codes if until >= year), None)
            yield place if former is None else replace(place, code=former, later_code=place.code)


def _first(limit: int, places: Iterable[BirthPlace]) -> Sequence[BirthPlace]:
    """Take the first ones, each once: a place may be filed under several keys."""
    taken: dict[BirthPlace, None] = {}
    for place in places:
        if len(taken) == limit:
            break
        taken[place] = None
    return tuple(taken)


@cache
def _former_codes() -> Mapping[str, Sequence[tuple[int, str]]]:
    """Give for a code the last year of each earlier one, the earliest first."""
    former: dict[str, list[tuple[int, str]]] = {}
    for line in _lines(_RENUMBERED):
        code, until, former_code = line.split(_SEPARATOR)
        former.setdefault(code, []).append((int(until), former_code))
    return former


@cache
def _lines(list_name: str) -> Sequence[str]:
    return files("kiosk.identity.birth_places").joinpath(list_name).read_text("utf-8").splitlines()

"""The order of the calls: which search follows which outcome.

Each function is a generator: it yields a search, is sent its outcome, and returns the outcome of the whole.
"""

from collections.abc import Generator
from dataclasses import replace
from typing import TypeAlias

from kiosk.identity.traits import Sex
from kiosk.insi.outcome import InvalidRequest, NotFound, Outcome, SeveralFound
from kiosk.insi.request import Search, TraitsSearch, VitaleSearch

Calls: TypeAlias = Generator[Search, Outcome, Outcome]


def calls_by_vitale(search: VitaleSearch, usual_name: str | None) -> Calls:
    """One call; once more with the usual name where nobody was found by the birth name (CNDA 1.07)."""
    outcome = yield search
    if usual_name is None or usual_name == search.family_name:
        return outcome
    match outcome:
        case NotFound() | InvalidRequest():
            # A service that insists on a name (insi_19) is answered by the same second call.
            outcome = yield replace(search, family_name=usual_name)
    return outcome


def calls_by_traits(
    family_name: str, given_names: tuple[str, ...], sex: Sex, birth_date: str, birth_place_cog: str | None
) -> Calls:
    """Ask without birth place for each given name in civil order, then for all of them together (CNDA 2.07).

    The first CR 00 ends it. CR 02 is answered at once by the same search with the birth place where it is known (CNDA
    2.06, Sentinelle.05), never sent before. A technical fault ends it too.
    """
    several: SeveralFound | None = None
    outcome: Outcome = NotFound("", "")
    for given_name in _given_name_steps(given_names):
        search = TraitsSearch(family_name, given_name, sex, birth_date)
        outcome = yield search
        if isinstance(outcome, SeveralFound) and birth_place_cog is not None:
            several = outcome
            outcome = yield replace(search, birth_place_cog=birth_place_cog)
        match outcome:
            case NotFound():
                continue
            case SeveralFound():
                several = outcome
            case _:
                return outcome
    return several or outcome


def _given_name_steps(given_names: tuple[str, ...]) -> tuple[str, ...]:
    together = " ".join(given_names)
    return given_names if together in given_names else (*given_names, together)


def calls_from_card(by_vitale: Calls, by_traits: Calls | None) -> Calls:
    """Ask by the card first, then by traits where the card gave enough of them; a technical fault ends it."""
    outcome = yield from by_vitale
    match outcome:
        case NotFound() | SeveralFound() | InvalidRequest() if by_traits is not None:
            by_traits_outcome = yield from by_traits
            if isinstance(outcome, SeveralFound) and isinstance(by_traits_outcome, NotFound):
                return outcome
            return by_traits_outcome
        case _:
            return outcome

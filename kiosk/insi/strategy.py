"""The order of the calls: which search follows which outcome.

Each function is a generator: it yields a search, is sent its outcome, and returns the outcome of the whole. The guide
SEL-MP-043 is not public; the rules are quoted from the homologation cases (CNDA) and the Sentinelle requirements that
public sources cite.

What ends a search early: one identity (CR 00), or a technical fault, which the next call would meet again. On the
qualification platform the faults `insi_101` and `insi_102` mean "not found" and have become NotFound before they come
here, so the loop goes on (CNDA 2.07: TCHITCHI OLA is answered with the fault, CATARINA with CR 00).
"""

from collections.abc import Generator
from dataclasses import replace
from typing import TypeAlias

from kiosk.insi.card_query import SearchableCard
from kiosk.insi.outcome import InvalidRequest, NotFound, Outcome, SeveralFound
from kiosk.insi.query import SearchableTraits
from kiosk.insi.request import Search, TraitsSearch, VitaleSearch

Calls: TypeAlias = Generator[Search, Outcome, Outcome]


def calls_from_card(card: SearchableCard) -> Calls:
    """Ask by the card first, then by traits where the card gave enough of them (guide, calling order).

    CR 02 on a card is no end: more traits may tell the persons apart. CR 00 is one even for another person than the one
    on the card, such as a twin: the comparison tells, and a human decides (SC.INS.19, SC.INS.22).
    """
    by_vitale = yield from calls_by_vitale(card.by_vitale, card.usual_name)
    if card.by_traits is None or not isinstance(by_vitale, NotFound | SeveralFound | InvalidRequest):
        return by_vitale
    by_traits = yield from calls_by_traits(card.by_traits)
    return by_vitale if isinstance(by_vitale, SeveralFound) and isinstance(by_traits, NotFound) else by_traits


def calls_by_vitale(search: VitaleSearch, usual_name: str | None) -> Calls:
    """One call; once more with the usual name, where it differs, if nobody was found (CNDA 1.07)."""
    outcome = yield search
    # Without a birth name the service may also insist on one (insi_19, insi_28): the same second call answers that.
    asks_for_name = isinstance(outcome, InvalidRequest) and search.family_name is None
    if usual_name in {None, search.family_name} or not (isinstance(outcome, NotFound) or asks_for_name):
        return outcome
    return (yield replace(search, family_name=usual_name))


def calls_by_traits(traits: SearchableTraits) -> Calls:
    """Ask for each given name in civil order, then for all of them together (CNDA 2.07).

    The birth place is left out at first (Sentinelle.02) and added at once to the search that was answered CR 02, where
    it is known (CNDA 2.06, Sentinelle.05).
    """
    outcomes: list[Outcome] = []
    for given_name in _given_name_steps(traits.given_names):
        search = TraitsSearch(traits.family_name, given_name, traits.sex, traits.birth_date)
        outcomes.append((yield search))
        if isinstance(outcomes[-1], SeveralFound) and traits.birth_place_cog is not None:
            outcomes.append((yield replace(search, birth_place_cog=traits.birth_place_cog)))
        if not isinstance(outcomes[-1], NotFound | SeveralFound):
            break
    # After a loop without an end, that somebody was found at all says more than the last "nobody".
    several = (outcome for outcome in outcomes if isinstance(outcome, SeveralFound))
    last = outcomes[-1]
    return next(several, last) if isinstance(last, NotFound) else last


def _given_name_steps(given_names: tuple[str, ...]) -> tuple[str, ...]:
    """One name has no second step: all of them together would be the same call again."""
    return given_names if len(given_names) == 1 else (*given_names, " ".join(given_names))

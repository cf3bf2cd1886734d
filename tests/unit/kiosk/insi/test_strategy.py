import pytest

from kiosk.identity.compare import KnownTraits
from kiosk.identity.ins import Ins
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.insi.card_query import SearchableCard
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SeveralFound, Unavailable
from kiosk.insi.query import SearchableTraits
from kiosk.insi.request import TraitsSearch, VitaleSearch
from kiosk.insi.strategy import calls_by_traits, calls_by_vitale, calls_from_card

FOUND = Found(
    Ins("1140263220833", "56", "1.2.250.1.213.1.4.8"),
    (),
    StrictTraits("DE VINCI", (), "M", "", ""),
)
NOBODY = NotFound("01", "Aucune identite trouvee")
SEVERAL = SeveralFound("02", "Plusieurs identites trouvees")
DOWN = Unavailable("desir_1020", "", retryable=True)
REFUSED = Refused("desir_550", "")
INVALID = InvalidRequest("insi_19", "")

VITALE = VitaleSearch("1140263220833", "20140201")
VITALE_BY_BIRTH_NAME = VitaleSearch("1140263220833", "20140201", "DE VINCI")
VITALE_BY_USUAL_NAME = VitaleSearch("1140263220833", "20140201", "NESSI")


def traits(*given_names, cog=None):
    return SearchableTraits("DE VINCI", given_names, Sex.MALE, "2014-02-01", cog)


def asked(given_name, cog=None):
    return TraitsSearch("DE VINCI", given_name, Sex.MALE, "2014-02-01", cog)


def run(calls, outcomes):
    """Feed the outcomes to the calls; return what was asked and what it ended in. Every outcome must be used."""
    searches = [next(calls)]
    left = list(outcomes)
    while True:
        try:
            searches.append(calls.send(left.pop(0)))
        except StopIteration as end:
            assert not left, "the calls ended too early"
            return searches, end.value


@pytest.mark.parametrize(
    ("outcomes", "names", "cog", "searches", "end"),
    [
        # One given name: one call, and none for "all of them together".
        ([FOUND], ("LEONARDO",), None, [asked("LEONARDO")], FOUND),
        ([NOBODY], ("LEONARDO",), None, [asked("LEONARDO")], NOBODY),
        # CNDA 2.07: each name in civil order, the first CR 00 ends it, then all names together.
        ([NOBODY, FOUND], ("LEONARDO", "PIERO"), None, [asked("LEONARDO"), asked("PIERO")], FOUND),
        (
            [NOBODY, NOBODY, FOUND],
            ("LEONARDO", "PIERO"),
            None,
            [asked("LEONARDO"), asked("PIERO"), asked("LEONARDO PIERO")],
            FOUND,
        ),
        (
            [NOBODY, NOBODY, NOBODY],
            ("LEONARDO", "PIERO"),
            None,
            [asked("LEONARDO"), asked("PIERO"), asked("LEONARDO PIERO")],
            NOBODY,
        ),
        # Sentinelle.02: the COG is never sent with a first call, nor where nobody was found.
        ([NOBODY], ("LEONARDO",), "63220", [asked("LEONARDO")], NOBODY),
        # CNDA 2.06, Sentinelle.05: CR 02 is answered at once by the same search with the COG.
        ([SEVERAL, FOUND], ("LEONARDO", "PIERO"), "63220", [asked("LEONARDO"), asked("LEONARDO", "63220")], FOUND),
        (
            [SEVERAL, NOBODY, FOUND],
            ("LEONARDO", "PIERO"),
            "63220",
            [asked("LEONARDO"), asked("LEONARDO", "63220"), asked("PIERO")],
            FOUND,
        ),
        # Without a COG the further names may still tell the persons apart.
        ([SEVERAL, FOUND], ("LEONARDO", "PIERO"), None, [asked("LEONARDO"), asked("PIERO")], FOUND),
        ([SEVERAL], ("LEONARDO",), None, [asked("LEONARDO")], SEVERAL),
        (
            [SEVERAL, NOBODY, NOBODY],
            ("LEONARDO", "PIERO"),
            None,
            [asked("LEONARDO"), asked("PIERO"), asked("LEONARDO PIERO")],
            SEVERAL,
        ),
        # A technical fault, a refusal or a broken rule ends the loop.
        ([DOWN], ("LEONARDO", "PIERO"), None, [asked("LEONARDO")], DOWN),
        ([NOBODY, REFUSED], ("LEONARDO", "PIERO"), None, [asked("LEONARDO"), asked("PIERO")], REFUSED),
        ([INVALID], ("LEONARDO", "PIERO"), None, [asked("LEONARDO")], INVALID),
        ([SEVERAL, DOWN], ("LEONARDO",), "63220", [asked("LEONARDO"), asked("LEONARDO", "63220")], DOWN),
    ],
)
def test_the_search_by_traits_goes_on_until_it_is_decided(outcomes, names, cog, searches, end):
    assert run(calls_by_traits(traits(*names, cog=cog)), outcomes) == (searches, end)


@pytest.mark.parametrize(
    ("search", "usual_name", "outcomes", "searches", "end"),
    [
        (VITALE_BY_BIRTH_NAME, "NESSI", [FOUND], [VITALE_BY_BIRTH_NAME], FOUND),
        # CNDA 1.07: once more with the usual name, and once only.
        (VITALE_BY_BIRTH_NAME, "NESSI", [NOBODY, FOUND], [VITALE_BY_BIRTH_NAME, VITALE_BY_USUAL_NAME], FOUND),
        (VITALE_BY_BIRTH_NAME, "NESSI", [NOBODY, NOBODY], [VITALE_BY_BIRTH_NAME, VITALE_BY_USUAL_NAME], NOBODY),
        (VITALE_BY_BIRTH_NAME, "DE VINCI", [NOBODY], [VITALE_BY_BIRTH_NAME], NOBODY),
        (VITALE_BY_BIRTH_NAME, None, [NOBODY], [VITALE_BY_BIRTH_NAME], NOBODY),
        (VITALE_BY_BIRTH_NAME, "NESSI", [SEVERAL], [VITALE_BY_BIRTH_NAME], SEVERAL),
        (VITALE_BY_BIRTH_NAME, "NESSI", [DOWN], [VITALE_BY_BIRTH_NAME], DOWN),
        (VITALE_BY_BIRTH_NAME, "NESSI", [INVALID], [VITALE_BY_BIRTH_NAME], INVALID),
        # A card without a birth name: a service that insists on a name is given the printed one.
        (VITALE, "NESSI", [NOBODY, FOUND], [VITALE, VITALE_BY_USUAL_NAME], FOUND),
        (VITALE, "NESSI", [INVALID, FOUND], [VITALE, VITALE_BY_USUAL_NAME], FOUND),
        (VITALE, None, [INVALID], [VITALE], INVALID),
    ],
)
def test_the_search_by_card_is_tried_once_more_with_the_usual_name(search, usual_name, outcomes, searches, end):
    assert run(calls_by_vitale(search, usual_name), outcomes) == (searches, end)


KNOWN = KnownTraits("NESSI", ("LEONARDO",), "M", "20140201")
WITH_TRAITS = SearchableCard(VITALE, "DE VINCI", traits("LEONARDO"), KNOWN, ())
WITHOUT_TRAITS = SearchableCard(VITALE, "DE VINCI", None, KNOWN, ())
BOTH_VITALE = [VITALE, VITALE_BY_BIRTH_NAME]


@pytest.mark.parametrize(
    ("card", "outcomes", "searches", "end"),
    [
        (WITH_TRAITS, [FOUND], [VITALE], FOUND),
        (WITH_TRAITS, [NOBODY, FOUND], BOTH_VITALE, FOUND),
        (WITH_TRAITS, [NOBODY, NOBODY, FOUND], [*BOTH_VITALE, asked("LEONARDO")], FOUND),
        (WITH_TRAITS, [NOBODY, NOBODY, NOBODY], [*BOTH_VITALE, asked("LEONARDO")], NOBODY),
        (WITH_TRAITS, [INVALID, INVALID, FOUND], [*BOTH_VITALE, asked("LEONARDO")], FOUND),
        (WITH_TRAITS, [SEVERAL, FOUND], [VITALE, asked("LEONARDO")], FOUND),
        (WITH_TRAITS, [SEVERAL, NOBODY], [VITALE, asked("LEONARDO")], SEVERAL),
        (WITH_TRAITS, [SEVERAL, DOWN], [VITALE, asked("LEONARDO")], DOWN),
        (WITH_TRAITS, [DOWN], [VITALE], DOWN),
        (WITH_TRAITS, [REFUSED], [VITALE], REFUSED),
        (WITHOUT_TRAITS, [NOBODY, NOBODY], BOTH_VITALE, NOBODY),
        (WITHOUT_TRAITS, [SEVERAL], [VITALE], SEVERAL),
    ],
)
def test_the_card_comes_first_and_the_traits_after_it(card, outcomes, searches, end):
    assert run(calls_from_card(card), outcomes) == (searches, end)

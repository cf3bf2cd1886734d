from dataclasses import replace

import pytest

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.compare import KnownTraits
from kiosk.identity.traits import Sex
from kiosk.insi.card_query import SearchableCard, prepare_card, sex_on_card
from kiosk.insi.outcome import InvalidRequest
from kiosk.insi.query import SearchableTraits
from kiosk.insi.request import VitaleSearch

TOUSSAINT = PersonOnCard(0, "ADRTROIS", "TOUSSAINT", "19600101", "160012B020777", "13")
PIERRE_ALAIN = PersonOnCard(1, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "89")
HELENE = PersonOnCard(0, "LEFÈVRE", "HÉLÈNE", "19362100", "2360663220836", "56")


def refused_code(preparation):
    assert isinstance(preparation, InvalidRequest)
    return preparation.code


def test_the_insured_is_searched_by_the_own_number():
    assert prepare_card(TOUSSAINT, TOUSSAINT) == SearchableCard(
        VitaleSearch("160012B020777", "19600101"),
        "ADRTROIS",
        SearchableTraits("ADRTROIS", ("TOUSSAINT",), Sex.MALE, "1960-01-01", None, ("birth_family_name", "sex")),
        KnownTraits("ADRTROIS", ("TOUSSAINT",), "M", "19600101", "", "160012B020777"),
        ("birth_rank", "nir_owner"),
    )


def test_what_a_driver_knows_for_certain_is_sent_and_not_marked_as_assumed():
    certain = replace(TOUSSAINT, birth_rank=2, assumed=frozenset())
    prepared = prepare_card(certain, certain)
    assert isinstance(prepared, SearchableCard)
    assert prepared.by_vitale.birth_rank == 2
    assert prepared.assumptions == ()


def test_a_dependant_is_searched_by_the_number_of_the_insured():
    prepared = prepare_card(PIERRE_ALAIN, TOUSSAINT)
    assert isinstance(prepared, SearchableCard)
    assert prepared.by_vitale == VitaleSearch("160012B020777", "20090714")
    assert prepared.by_traits is not None
    assert prepared.by_traits.sex is Sex.MALE


def test_a_lunar_date_stays_on_the_card_search_and_is_completed_for_the_traits():
    prepared = prepare_card(HELENE, HELENE)
    assert isinstance(prepared, SearchableCard)
    assert prepared.by_vitale.birth_date_on_card == "19362100"
    assert prepared.by_traits is not None
    assert prepared.by_traits.birth_date == "1936-12-31"
    assert prepared.by_traits.assumptions == ("birth_family_name", "sex", "birth_date_completed")
    assert prepared.usual_name == "LEFEVRE"


def test_several_given_names_on_a_card_are_tried_one_by_one():
    prepared = prepare_card(replace(TOUSSAINT, given_name="TOUSSAINT  ANGE"), TOUSSAINT)
    assert isinstance(prepared, SearchableCard)
    assert prepared.by_traits is not None
    assert prepared.by_traits.given_names == ("TOUSSAINT", "ANGE")


def test_a_name_the_service_cannot_take_leaves_the_card_search():
    prepared = prepare_card(replace(TOUSSAINT, family_name="ADR3"), TOUSSAINT)
    assert isinstance(prepared, SearchableCard)
    assert prepared.usual_name is None
    assert prepared.by_traits is None


@pytest.mark.parametrize(
    "insured",
    [
        replace(TOUSSAINT, nir=None),
        replace(TOUSSAINT, nir_key=None),
        replace(TOUSSAINT, nir_key="14"),
        replace(TOUSSAINT, nir="160012B02077"),
    ],
)
def test_without_a_sound_number_of_the_insured_nothing_is_asked(insured):
    code = refused_code(prepare_card(PIERRE_ALAIN, insured))
    assert code == "insured_nir_unusable"


@pytest.mark.parametrize("birth_date", ["", "1960", "1960-01-01", "abcdefgh", "١٩٦٠٠١٠١"])
def test_a_card_without_a_birth_date_is_told(birth_date):
    code = refused_code(prepare_card(replace(TOUSSAINT, birth_date=birth_date), TOUSSAINT))
    assert code == "birth_date_invalid"


@pytest.mark.parametrize(
    ("person", "sex"),
    [
        (TOUSSAINT, Sex.MALE),
        (HELENE, Sex.FEMALE),
        # Without the right key a digit proves nothing.
        (replace(TOUSSAINT, nir_key="14"), None),
        (replace(TOUSSAINT, nir=None), None),
        # A number being attributed (7, 8) says nothing of the person.
        (replace(TOUSSAINT, nir="7010199100908", nir_key="20"), None),
    ],
)
def test_the_sex_of_the_insured_is_read_from_the_own_number(person, sex):
    assert sex_on_card(person, person) is sex


@pytest.mark.parametrize(
    ("person", "sex"),
    [
        (PIERRE_ALAIN, Sex.MALE),
        # The insured's own number stands on the dependant's tag.
        (replace(PIERRE_ALAIN, nir="160012B020777", nir_key="13"), None),
        # The number is somebody else's: it shows another year of birth.
        (replace(PIERRE_ALAIN, birth_date="20100714"), None),
        (replace(PIERRE_ALAIN, nir=None, nir_key=None), None),
        (replace(PIERRE_ALAIN, nir_key="88"), None),
    ],
)
def test_the_sex_of_a_dependant_is_read_only_from_a_number_clearly_the_own_one(person, sex):
    assert sex_on_card(person, TOUSSAINT) is sex


def test_the_number_on_a_dependants_tag_is_never_compared():
    prepared = prepare_card(PIERRE_ALAIN, TOUSSAINT)
    assert isinstance(prepared, SearchableCard)
    assert prepared.known == KnownTraits("ECETINSI", ("PIERRE-ALAIN",), "M", "20090714")

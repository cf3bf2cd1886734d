from dataclasses import replace

import pytest

from kiosk.identity.status import IdentityAttribute
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import InvalidRequest
from kiosk.insi.query import SearchableTraits, TraitsQuery, prepare_traits

QUERY = TraitsQuery("d’Aeion", ("Cœur", "Jean-Noël"), Sex.MALE, "1987-01-25", "2A020")


def refusal(preparation):
    assert isinstance(preparation, InvalidRequest)
    return preparation.code, preparation.text


def test_traits_are_brought_to_the_form_of_the_service():
    assert prepare_traits(QUERY) == SearchableTraits("D'AEION", ("COEUR", "JEAN-NOEL"), Sex.MALE, "1987-01-25", "2A020")


def test_a_completed_birth_date_is_told():
    prepared = prepare_traits(replace(QUERY, birth_date="1987-00-00"))
    assert isinstance(prepared, SearchableTraits)
    assert (prepared.birth_date, prepared.assumptions) == ("1987-12-31", ("birth_date_completed",))


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        (
            {"birth_family_name": "R2D2"},
            "forbidden_character",
            "birth_family_name: DIGIT TWO (U+0032) cannot be sent to INSi",
        ),
        (
            {"birth_given_names": ("COEUR", "N°")},
            "forbidden_character",
            "birth_given_name: DEGREE SIGN (U+00B0) cannot be sent to INSi",
        ),
        ({"birth_family_name": "-A"}, "forbidden_form", "birth_family_name: starts with a space or a hyphen"),
        ({"birth_family_name": " "}, "forbidden_form", "birth_family_name: empty"),
        ({"birth_given_names": ()}, "given_name_missing", "birth_given_names: at least one is needed"),
        ({"birth_date": "25/01/1987"}, "birth_date_invalid", "birth_date: not a date in the form YYYY-MM-DD"),
        ({"birth_date": "1987-02-30"}, "birth_date_invalid", "birth_date: no such day in the calendar"),
    ],
)
def test_what_breaks_a_rule_is_refused_before_any_call(changes, code, text):
    assert refusal(prepare_traits(replace(QUERY, **changes))) == (code, text)


@pytest.mark.parametrize("cog", ["", "7500", "750001", "99999", "PARIS", "2C020"])
def test_what_is_no_cog_is_refused_before_any_call(cog):
    refused = refusal(prepare_traits(replace(QUERY, birth_place_cog=cog)))
    assert refused == ("birth_place_invalid", "birth_place_cog: not the INSEE code of a commune or a country")


@pytest.mark.parametrize("cog", ["63220", "2A020", "2B020", "97411", "99350"])
def test_the_codes_of_communes_and_countries_pass(cog):
    assert isinstance(prepare_traits(replace(QUERY, birth_place_cog=cog)), SearchableTraits)


@pytest.mark.parametrize("attribute", [IdentityAttribute.DOUBTFUL, IdentityAttribute.FICTITIOUS])
def test_a_doubtful_or_fictitious_identity_is_never_asked_for(attribute):
    code, _ = refusal(prepare_traits(replace(QUERY, attributes=frozenset({attribute}))))
    assert code == "identity_distrusted"


def test_a_homonym_is_asked_for():
    homonym = frozenset({IdentityAttribute.HOMONYM})
    assert isinstance(prepare_traits(replace(QUERY, attributes=homonym)), SearchableTraits)

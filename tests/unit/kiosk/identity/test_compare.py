import pytest

from kiosk.identity.compare import KnownTraits, Trait, Verdict, compare
from kiosk.identity.ins import Ins, PastIns
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits

INS = Ins("1090763220834", "89", "1.2.250.1.213.1.4.8")
FORMER = PastIns(Ins("2090763220834", "39", "1.2.250.1.213.1.4.8"))
RECEIVED = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220")


def comparison(received=RECEIVED, history=(FORMER,), **known):
    return compare(KnownTraits(**known), INS, history, received)


def verdict(trait, **known):
    return next(one.verdict for one in comparison(**known).traits if one.trait is trait)


def test_equal_traits_are_retrieved_without_a_human():
    compared = comparison(
        birth_family_name="Ecetinsi",
        birth_given_names=("Pierre-Alain",),
        sex="M",
        birth_date="20090714",
        birth_place_cog="63220",
        matricule="1090763220834",
    )
    assert {one.verdict for one in compared.traits} == {Verdict.SAME}
    assert compared.differences == ()
    assert compared.retrieval_status is IdentityStatus.RETRIEVED


def test_what_nobody_knows_is_no_difference():
    compared = comparison()
    assert {one.verdict for one in compared.traits} == {Verdict.NOT_COMPARED}
    assert compared.retrieval_status is IdentityStatus.RETRIEVED


@pytest.mark.parametrize(
    ("trait", "known"),
    [
        (Trait.BIRTH_FAMILY_NAME, {"birth_family_name": "ADRTROIS"}),
        (Trait.BIRTH_GIVEN_NAMES, {"birth_given_names": ("MURIEL",)}),
        (Trait.BIRTH_GIVEN_NAMES, {"birth_given_names": ("PIERRE-ALAIN", "FLORIANT")}),
        (Trait.SEX, {"sex": "F"}),
        (Trait.BIRTH_DATE, {"birth_date": "20090715"}),
        (Trait.BIRTH_PLACE_COG, {"birth_place_cog": "2A020"}),
        (Trait.MATRICULE, {"matricule": "160012B020777"}),
    ],
)
def test_each_trait_that_differs_is_named_and_a_person_must_look(trait, known):
    compared = comparison(**known)
    assert compared.differences == (trait,)
    assert compared.retrieval_status is IdentityStatus.PROVISIONAL


@pytest.mark.parametrize(
    "known",
    [("PIERRE-ALAIN",), ("Pierre Alain",), ("PIERRE", "ALAIN", "MURIEL"), ("PIERRE-ALAIN", "MURIEL", "FLORIANT")],
)
def test_given_names_agree_by_their_beginning_and_hyphens_count_as_spaces(known):
    assert verdict(Trait.BIRTH_GIVEN_NAMES, birth_given_names=known) is Verdict.SAME


def test_the_first_given_name_of_the_older_answers_serves_where_the_list_is_missing():
    received = StrictTraits("ECETINSI", (), "M", "2009-07-14", "", birth_first_given_name="PIERRE-ALAIN")
    assert comparison(received, birth_given_names=("PIERRE-ALAIN",)).differences == ()
    assert comparison(received, birth_given_names=("MURIEL",)).differences == (Trait.BIRTH_GIVEN_NAMES,)


@pytest.mark.parametrize("received_date", ["1936-21-00", "1936-00-00", "1936-12-31"])
def test_a_lunar_date_on_the_card_equals_its_other_forms(received_date):
    received = StrictTraits("LEFEVRE", ("HELENE",), "F", received_date, "")
    assert comparison(received, birth_date="19362100").differences == ()


def test_a_former_matricule_is_still_the_persons():
    assert verdict(Trait.MATRICULE, matricule="2090763220834") is Verdict.SAME


def test_values_do_not_show_in_a_repr():
    assert "ECETINSI" not in repr(comparison(birth_family_name="ADRTROIS"))

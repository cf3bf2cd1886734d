"""Whole searches against the simulator over real mutual TLS."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.compare import Trait
from kiosk.identity.ins import Ins, MatriculeKind
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import Sex
from kiosk.insi.environment import Environment
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SeveralFound, Unavailable
from kiosk.insi.query import TraitsQuery
from kiosk.insi.request import VitaleSearch
from kiosk.insi.verification import METHOD, VerificationVerdict
from tests.integration.insi_client.persons import (
    DOMINIQUE,
    HELENE_ON_CARD,
    LEONARDO,
    NOBODY,
    PIERRE_ALAIN_ON_CARD,
    TOUSSAINT_ON_CARD,
    ZOE_ON_CARD,
)
from tests.unit.kiosk.insi import answers

BY_VITALE, BY_TRAITS = "rechercherInsAvecCarteVitale", "rechercherInsAvecTraitsIdentite"


def calls(result):
    return [(call.operation, call.result) for call in result.calls]


def test_a_person_is_found_by_traits(client):
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins == Ins("297022A020778", "78", "1.2.250.1.213.1.4.8")
    assert result.outcome.ins.key_valid
    assert result.outcome.traits.birth_place_cog == "2A020"
    assert result.outcome.identity_status is IdentityStatus.RETRIEVED
    assert calls(result) == [(BY_TRAITS, "found")]


@pytest.mark.parametrize("style", ["later", "2022", "cnda", "cnda+pretty+comments+misordered+blank-lines"])
def test_each_style_of_the_service_is_understood(simulator, client, style):
    simulator.steering.style(style)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins.matricule == "297022A020778"
    assert result.outcome.traits.birth_given_names == ("DOMINIQUE",)


def test_not_found_on_the_qualification_platform_is_not_found(client):
    result = client.search_by_traits(NOBODY)
    assert isinstance(result.outcome, NotFound)
    assert calls(result) == [(BY_TRAITS, "insi_102")]


def test_not_found_in_production_is_not_found(simulator, connect):
    simulator.steering.profile("production")
    result = connect(environment=Environment.PRODUCTION).search_by_traits(NOBODY)
    assert result.outcome == NotFound("01", "Aucune identite trouvee")


def test_the_same_fault_in_production_is_a_fault(simulator, connect):
    simulator.steering.fault("insi_102")
    result = connect(environment=Environment.PRODUCTION).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.retryable


def test_homonyms_are_told_apart_by_the_birth_place(client):
    result = client.search_by_traits(LEONARDO)
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins.matricule == "1140263220833"
    assert calls(result) == [(BY_TRAITS, "02"), (BY_TRAITS, "found")]


def test_the_birth_place_is_never_sent_with_a_first_call(simulator, client):
    client.search_by_traits(LEONARDO)
    first, second = (request.body for request in simulator.steering.requests())
    assert "LieuNaissance" not in first
    assert "LieuNaissance" in second


def test_homonyms_without_a_birth_place_stay_several(client):
    result = client.search_by_traits(replace(LEONARDO, birth_given_names=("Leonardo",), birth_place_cog=None))
    assert isinstance(result.outcome, SeveralFound)


def test_the_given_names_are_tried_in_civil_order(client):
    query = TraitsQuery("Tchitchi", ("Ola", "Catarina", "Bella"), Sex.FEMALE, "1936-06-21")
    result = client.search_by_traits(query)
    assert isinstance(result.outcome, Found)
    assert calls(result) == [(BY_TRAITS, "insi_102"), (BY_TRAITS, "found")]


def test_another_name_than_the_one_searched_is_shown_and_left_to_a_human(client):
    result = client.search_by_traits(TraitsQuery("de Vinci", ("Ruth",), Sex.FEMALE, "1977-07-14"))
    assert isinstance(result.outcome, Found)
    assert result.comparison is not None
    assert result.comparison.differences == (Trait.BIRTH_FAMILY_NAME,)
    assert result.outcome.identity_status is IdentityStatus.PROVISIONAL


def test_a_number_being_attributed_is_an_nia_by_its_oid(client):
    result = client.search_by_traits(TraitsQuery("Provisoire", ("Matricule",), Sex.MALE, "2009-07-01"))
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins.kind is MatriculeKind.NIA


def test_a_history_is_kept_whole(client):
    result = client.search_by_traits(TraitsQuery("du Puy--Montbrun", ("Anne-Sophie",), Sex.FEMALE, "2000-10-01"))
    assert isinstance(result.outcome, Found)
    assert len(result.outcome.history) == 10
    assert all(past.ins.key_valid and past.start and past.end for past in result.outcome.history)


def test_a_wrong_control_key_is_kept_and_told(client):
    result = client.search_by_traits(TraitsQuery("Adrcle", ("Maurice",), Sex.MALE, "1942-11-02"))
    assert isinstance(result.outcome, Found)
    assert not result.outcome.ins.key_valid
    assert "key_invalid" in result.outcome.remarks


@pytest.mark.parametrize(
    ("person", "matricule"),
    [
        (TOUSSAINT_ON_CARD, "160012B020777"),
        (PIERRE_ALAIN_ON_CARD, "1090763220834"),
        (ZOE_ON_CARD, "220032B020903"),
    ],
)
def test_everybody_on_a_family_card_is_found_by_the_card(client, person, matricule):
    result = client.search_from_card(person, TOUSSAINT_ON_CARD)
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins.matricule == matricule
    assert result.outcome.identity_status is IdentityStatus.RETRIEVED
    assert calls(result) == [(BY_VITALE, "found")]
    assert result.assumptions == ("birth_rank", "nir_owner")


def test_a_lunar_birth_date_is_found_by_the_card(client):
    result = client.search_from_card(HELENE_ON_CARD, HELENE_ON_CARD)
    assert isinstance(result.outcome, Found)
    assert "birth_date_partial" in result.outcome.remarks
    assert result.outcome.identity_status is IdentityStatus.RETRIEVED


def test_a_card_that_finds_nobody_is_followed_by_the_usual_name_and_the_traits(simulator, client):
    simulator.steering.inject(answers.later("01", "Aucune identite trouvee", None), 2)
    result = client.search_from_card(TOUSSAINT_ON_CARD, TOUSSAINT_ON_CARD)
    assert isinstance(result.outcome, Found)
    assert calls(result) == [(BY_VITALE, "01"), (BY_VITALE, "01"), (BY_TRAITS, "found")]
    assert result.assumptions == ("birth_rank", "nir_owner", "birth_family_name", "sex")
    first, second, third = (request.body for request in simulator.steering.requests())
    assert "NomNaissance" not in first
    assert "NomNaissance>ADRTROIS<" in second
    assert "Sexe>M<" in third


def test_a_dependant_whose_sex_is_unknown_is_not_searched_by_traits(simulator, client):
    simulator.steering.inject(answers.later("01", "Aucune identite trouvee", None), 2)
    result = client.search_from_card(ZOE_ON_CARD, TOUSSAINT_ON_CARD)
    assert isinstance(result.outcome, NotFound)
    assert calls(result) == [(BY_VITALE, "01"), (BY_VITALE, "01")]
    assert result.assumptions == ("birth_rank", "nir_owner")


def test_a_twin_taken_for_the_other_is_told_and_left_to_a_human(client):
    """The rank is not readable from the card, so the service is asked for the first of them."""
    laurent = PersonOnCard(0, "ADRDEUX", "LAURENT", "19810101", "1810163220751", "40")
    pollux = PersonOnCard(1, "ADRQUATRE", "POLLUX", "20120505", "1120563220905", "33")
    result = client.search_from_card(pollux, laurent)
    assert isinstance(result.outcome, Found)
    assert result.comparison is not None
    assert result.comparison.differences == (Trait.BIRTH_GIVEN_NAMES,)
    assert result.outcome.identity_status is IdentityStatus.PROVISIONAL


def test_a_card_nobody_knows_ends_in_not_found(client):
    stranger = PersonOnCard(0, "PERSONNE", "INCONNU", "19550699", "2550699999999", "34")
    result = client.search_from_card(stranger, stranger)
    assert isinstance(result.outcome, NotFound)
    assert calls(result) == [(BY_VITALE, "insi_101"), (BY_VITALE, "insi_101"), (BY_TRAITS, "insi_102")]


def test_a_search_by_card_data_alone(client):
    result = client.search_by_vitale(VitaleSearch("1090763220834", "20090714"))
    assert isinstance(result.outcome, Found)
    assert result.outcome.ins.matricule == "1090763220834"


def test_the_software_must_be_authorized(connect):
    result = connect(idam="XXX99XX99XX9").search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Refused)
    assert result.outcome.code == "desir_550"
    assert "insi.idam" in result.outcome.advice


@pytest.mark.parametrize("query", [replace(DOMINIQUE, birth_family_name="ADR3"), replace(DOMINIQUE, birth_date="1997")])
def test_what_breaks_a_rule_is_never_sent(simulator, client, query):
    result = client.search_by_traits(query)
    assert isinstance(result.outcome, InvalidRequest)
    assert result.calls == ()
    assert simulator.steering.requests() == []


def test_requests_keep_the_homologation_rules(simulator, client):
    simulator.steering.strict()
    client.search_by_traits(LEONARDO)
    client.search_from_card(PIERRE_ALAIN_ON_CARD, TOUSSAINT_ON_CARD)
    assert [request.deviations for request in simulator.steering.requests()] == [(), (), ()]


def test_each_call_has_its_own_message_id_and_the_audit_has_the_same(simulator, client):
    result = client.search_by_traits(LEONARDO)
    sent = [request.message_id for request in simulator.steering.requests()]
    assert sent == [call.message_id for call in result.calls]
    assert len(set(sent)) == 2
    assert all(call.duration_ms >= 0 for call in result.calls)


def test_the_audit_of_a_search_holds_nothing_personal(client):
    result = client.search_from_card(PIERRE_ALAIN_ON_CARD, TOUSSAINT_ON_CARD)
    shown = repr(result)
    assert not any(value in shown for value in ("ECETINSI", "PIERRE", "109076", "2B020", "2009", "1960", "63220"))


def test_a_verification_searches_compares_and_says_so(client):
    known = Ins("1090763220834", "89", "1.2.250.1.213.1.4.8")
    query = TraitsQuery("ECETINSI", ("PIERRE-ALAIN",), Sex.MALE, "2009-07-14", "63220")
    confirmed = client.verify(known, query)
    assert (confirmed.verdict, confirmed.method) == (VerificationVerdict.CONFIRMED, METHOD)
    former = client.verify(Ins("2090763220834", "39", "1.2.250.1.213.1.4.8"), query)
    assert former.verdict is VerificationVerdict.CONTRADICTED
    assert client.verify(known, replace(query, birth_date="2009-07-15")).verdict is VerificationVerdict.NOT_FOUND
    assert client.verify(known, replace(query, birth_date="2009")).verdict is VerificationVerdict.UNDECIDED


def test_a_trace_shows_each_exchange_masked_and_only_when_switched_on(connect, capfd, caplog):
    lines: list[str] = []
    connect(trace=lines.append).search_by_traits(DOMINIQUE)
    (exchange,) = lines
    assert exchange.startswith(f"--> {BY_TRAITS}\n")
    assert "HTTP 200" in exchange
    assert not any(value in exchange for value in ("ADRTROIS", "DOMINIQUE", "1997", "297022A", "2A020"))
    caplog.set_level("DEBUG")
    connect().search_by_traits(DOMINIQUE)
    assert "ADRTROIS" not in caplog.text + "".join(capfd.readouterr())


def test_the_official_contract_can_stand_in_the_place_of_ours(connect):
    from tests.official_files import contract_folder

    official: Path = contract_folder() / "DESIR_ICIR_EXP_1.5.0.wsdl"
    assert isinstance(connect(contract_file=official).search_by_traits(DOMINIQUE).outcome, Found)


def test_a_missing_contract_is_an_outcome_and_no_call(simulator, connect, tmp_path):
    result = connect(contract_file=tmp_path / "none.wsdl").search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "contract_unusable"
    assert simulator.steering.requests() == []

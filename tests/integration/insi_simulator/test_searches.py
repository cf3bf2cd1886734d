import pytest

from tests.integration.insi_simulator.client import DOMINIQUE, NOBODY, ask, by_traits, by_vitale, envelope
from tests.official_files import samples_folder

pytestmark = pytest.mark.xdist_group("insi_simulator")


def test_traits_find_a_person(simulator):
    response = ask(simulator, DOMINIQUE)

    assert response.status == 200
    assert response.headers["content-type"] == "application/soap+xml; charset=utf-8"
    assert response.headers["x-oracle-dms-ecid"]
    assert response.headers["date"].endswith("GMT")
    assert int(response.headers["content-length"]) == len(response.body)
    assert response.text_of("CodeCR") == "00"
    assert response.text_of("NumIdentifiant") == "297022A020778"


def test_a_card_finds_the_dependent_of_the_insured(simulator):
    response = ask(simulator, by_vitale("160012B020777", "14072009"))

    assert response.text_of("CodeCR") == "00"
    assert response.text_of("NomNaissance") == "ECETINSI"


def test_homonyms_are_several_until_the_place_of_birth_is_sent(simulator):
    several = ask(simulator, by_traits("DE VINCI", "LEONARDO", "M", "2014-02-01"))
    one = ask(simulator, by_traits("DE VINCI", "LEONARDO", "M", "2014-02-01", "63220"))

    assert (several.status, several.text_of("CodeCR"), several.text_of("INDIVIDU")) == (200, "02", None)
    assert one.text_of("CodeCR") == "00"


@pytest.mark.parametrize(("body", "code"), [(NOBODY, "insi_102"), (by_vitale("1010101001001", "01012001"), "insi_101")])
def test_nobody_found_is_a_fault_in_qualification_and_cr_01_in_production(simulator, body, code):
    qualification = ask(simulator, body)
    simulator.steering.profile("production")
    production = ask(simulator, body)

    assert (qualification.status, qualification.fault_code) == (500, code)
    assert (production.status, production.text_of("CodeCR")) == (200, "01")


def test_an_unknown_software_is_refused_with_the_message_id_it_sent(simulator):
    message_id = "uuid:0e3c6a2e-31cd-4a4c-9c56-4a3c0a5f4e11"
    payload = "<RECSANSVITALE xmlns='http://www.cnamts.fr/INSiRecSans'/>"
    response = ask(simulator, envelope(payload, idam="XXX17NF23FW0", message_id=message_id))

    assert (response.status, response.fault_code) == (500, "desir_550")
    assert f'messageID="{message_id}"'.encode() in response.body


def test_a_recorded_request_is_answered(simulator):
    response = ask(simulator, (samples_folder() / "req_traits_mtls_no_security.xml").read_bytes())

    assert response.text_of("NomNaissance") == "D'AEION"


def test_another_software_can_be_let_in(simulator):
    simulator.steering.idams("XXX17NF23FW0")

    assert ask(simulator, by_traits("ADRUN", "ZOE", "F", "1975-12-31", idam="XXX17NF23FW0")).status == 200
    assert ask(simulator, DOMINIQUE).fault_code == "desir_550"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (by_traits("", "DOMINIQUE", "F", "1997-02-26"), "insi_19"),
        (by_traits("ADRTROIS", "", "F", "1997-02-26"), "simulateur_10"),
        (by_traits("ADRTROIS", "DOMINIQUE", "I", "1997-02-26"), "simulateur_10"),
        (by_traits("ADRTROIS", "DOMINIQUE", "F", "26/02/1997"), "simulateur_10"),
        (by_vitale("", "26021997"), "simulateur_10"),
        (b"", "simulateur_10"),
        (b"<not xml", "simulateur_10"),
        (b"<Envelope/>", "simulateur_10"),
        (envelope(""), "simulateur_10"),
        (envelope("<other/>"), "simulateur_10"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + DOMINIQUE, "simulateur_10"),
    ],
)
def test_a_request_the_service_cannot_use_is_refused_by_name(simulator, body, code):
    response = ask(simulator, body)

    assert (response.status, response.fault_code) == (500, code)


def test_what_was_received_is_kept_for_the_test_that_asks(simulator):
    response = ask(simulator, DOMINIQUE)

    [received] = simulator.steering.requests()
    assert received.operation == "rechercherInsAvecTraitsIdentite"
    assert received.body.encode() == DOMINIQUE
    assert received.answer.encode() == response.body
    assert (received.client_cn, received.client_ou) == ("INSI-AUTO", "10B0152872")
    assert (received.status, received.result) == (200, "00")
    assert received.http_headers["content-type"].startswith("application/soap+xml")


def test_the_style_can_be_changed_while_it_runs(simulator):
    simulator.steering.style("2022+pretty")

    assert b"<ns2:RESULTAT" in ask(simulator, DOMINIQUE).body

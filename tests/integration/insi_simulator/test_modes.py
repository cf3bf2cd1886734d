"""Modes that need a simulator of their own: the card, the distance, the persons file."""

import json
import ssl
import time

import pytest
from lxml import etree

from tests.emulators.child_program import ProgramNotStarted
from tests.emulators.insi.card_signature import sign_assertion
from tests.emulators.insi.launch import start_simulator
from tests.emulators.insi.names import SOAP, WSSE
from tests.emulators.insi.pki import CARD_HOLDER_ID, ClientCertificate
from tests.integration.insi_simulator.client import DOMINIQUE, ask, by_traits, connect, post

pytestmark = pytest.mark.xdist_group("insi_simulator")


@pytest.fixture(scope="module")
def card_service(pki_folder):
    with start_simulator(pki_folder, "--mode", "card", "--card-ca", str(pki_folder / "card" / "ca.pem")) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def _as_it_was_started(request):
    if "card_service" in request.fixturenames:
        request.getfixturevalue("card_service").steering.reset()


def asserted(*assertions: etree._Element) -> bytes:
    envelope = etree.fromstring(DOMINIQUE)
    security = etree.SubElement(envelope.find(f"{{{SOAP}}}Header"), f"{{{WSSE}}}Security")
    security.extend(assertions)
    return etree.tostring(envelope)


def test_a_card_holder_is_let_in_without_a_client_certificate(card_service):
    response = ask(card_service, asserted(sign_assertion(card_service.pki)), certificate=None)

    assert response.text_of("CodeCR") == "00"


def test_in_card_mode_the_emitter_is_the_holder_of_the_card(card_service):
    card_service.steering.strict()
    message = asserted(sign_assertion(card_service.pki))
    ask(card_service, message, certificate=None)
    ask(card_service, message.replace(b">10B0152872<", f">{CARD_HOLDER_ID}<".encode()), certificate=None)

    [structure, holder] = card_service.steering.requests()
    assert "emetteur-other" in {deviation.rule for deviation in structure.deviations}
    assert {"emetteur-other", "security-present"}.isdisjoint(deviation.rule for deviation in holder.deviations)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: DOMINIQUE,
        lambda pki: asserted(),
        lambda pki: asserted(sign_assertion(pki)).replace(b"SA05", b"SA06"),
        lambda pki: asserted(sign_assertion(pki), sign_assertion(pki)),
        lambda pki: asserted(sign_assertion(pki, national_id="00B6000000")),
    ],
    ids=["none", "empty", "changed", "two", "other holder"],
)
def test_a_caller_without_a_good_assertion_is_refused(card_service, spoil):
    assert ask(card_service, spoil(card_service.pki), certificate=None).fault_code == "simulateur_20"


def test_a_distance_costs_one_round_trip_a_request_and_three_to_connect(pki_folder):
    with start_simulator(pki_folder, "--rtt-ms", "60", "--server-ms", "40") as distant:
        connection = connect(distant)
        started = time.monotonic()
        connection.connect()
        connected = time.monotonic()
        assert post(connection, DOMINIQUE).text_of("CodeCR") == "00"
        answered = time.monotonic()
        assert post(connection, DOMINIQUE).status == 200
        again = time.monotonic()
        connection.close()

    # TCP and TLS 1.3 take one round trip each; a loaded machine may be late, never early.
    assert connected - started >= 0.120
    assert answered - connected >= 0.100
    assert 0.100 <= again - answered < 1.0


def test_a_distance_does_not_change_what_happens_to_a_connection(pki_folder):
    with start_simulator(pki_folder, "--rtt-ms", "4") as distant:
        with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
            ask(distant, DOMINIQUE, certificate=ClientCertificate.REVOKED)
        distant.steering.drop()
        with pytest.raises(ConnectionError):
            ask(distant, DOMINIQUE)
        connection = connect(distant)
        assert post(connection, DOMINIQUE).status == 200
        distant.process.terminate()
        assert distant.process.wait(timeout=20) == 0
        connection.close()


def test_a_persons_file_of_ones_own_is_played(pki_folder, tmp_path):
    person = {
        "ins": {"number": "1010175056001", "key": "00", "oid": "1.2.250.1.213.1.4.8"},
        "family_name": "SEUL",
        "given_names": ["JEAN"],
        "sex": "M",
        "birth_date": "2001-01-01",
        "birth_place": "75056",
    }
    path = tmp_path / "people.json"
    path.write_text(json.dumps({"people": [person]}))

    with start_simulator(pki_folder, "--people", str(path)) as simulator:
        assert ask(simulator, by_traits("SEUL", "JEAN", "M", "2001-01-01")).text_of("Cle") == "00"
        assert ask(simulator, DOMINIQUE).fault_code == "insi_102"


def test_only_tls_1_2_can_be_offered(pki_folder):
    with start_simulator(pki_folder, "--tls", "1.2") as simulator:
        assert ask(simulator, DOMINIQUE).status == 200
        assert simulator.steering.requests()[0].tls_version == "TLSv1.2"


def test_an_idle_connection_is_ended_by_the_server(pki_folder):
    with start_simulator(pki_folder, "--idle-s", "0.5") as simulator:
        connection = connect(simulator)
        assert post(connection, DOMINIQUE).status == 200
        connection.sock.settimeout(20)
        assert connection.sock.recv(1) == b""
        connection.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--people", "/nowhere/people.json"], "No such file"),
        (["--style", "gothic"], "invalid parse value"),
        (["--tls", "1.1"], "invalid parse value"),
    ],
)
def test_a_mistake_in_the_arguments_is_said_and_nothing_is_started(pki_folder, arguments, said, capfd):
    with pytest.raises(ProgramNotStarted), start_simulator(pki_folder, *arguments):
        pass

    assert said in capfd.readouterr().err

import contextlib
import http.client
import signal
import ssl

import pytest

from tests.emulators.insi.launch import start_simulator
from tests.emulators.insi.misbehavior import BadHttp, Drop
from tests.emulators.insi.pki import ClientCertificate
from tests.emulators.insi.steering import SteeringError
from tests.integration.insi_simulator.client import DOMINIQUE, ask, connect, post

pytestmark = pytest.mark.xdist_group("insi_simulator")

TLS_1_2 = ssl.TLSVersion.TLSv1_2
TLS_1_3 = ssl.TLSVersion.TLSv1_3


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
def test_one_connection_serves_many_requests(simulator, version):
    connection = connect(simulator, highest=version)
    for _ in range(3):
        assert post(connection, DOMINIQUE).status == 200
    connection.close()

    received = simulator.steering.requests()
    assert len({request.connection for request in received}) == 1
    assert {request.tls_version for request in received} == {version.name.replace("_", ".")}
    assert len(simulator.steering.handshakes()) == 1


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (None, "peer did not return a certificate"),
        (ClientCertificate.EXPIRED, "certificate has expired"),
        (ClientCertificate.NOT_YET_VALID, "certificate is not yet valid"),
        (ClientCertificate.REVOKED, "certificate revoked"),
        (ClientCertificate.FOREIGN_CA, "unable to get local issuer certificate"),
    ],
)
def test_a_client_certificate_the_server_cannot_trust_ends_the_handshake(simulator, certificate, reason, version):
    with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
        ask(simulator, DOMINIQUE, certificate=certificate, highest=version)

    assert simulator.steering.wait_for_handshakes(1)
    [handshake] = simulator.steering.handshakes()
    assert (handshake.succeeded, handshake.detail) == (False, reason)


@pytest.mark.parametrize(
    ("certificate", "code"),
    [(ClientCertificate.WRONG_CN, "desir_560"), (ClientCertificate.OTHER_ENVIRONMENT, "desir_620")],
)
def test_a_client_certificate_the_gateway_does_not_let_in_gets_a_fault(simulator, certificate, code):
    assert ask(simulator, DOMINIQUE, certificate=certificate).fault_code == code


@pytest.mark.parametrize(
    "certificate", [ClientCertificate.INSI_MANU, ClientCertificate.OTHER_STRUCTURE, ClientCertificate.EXPIRES_SOON]
)
def test_every_other_client_certificate_is_let_in(simulator, certificate):
    assert ask(simulator, DOMINIQUE, certificate=certificate).status == 200


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("expired", "certificate has expired"),
        ("not-yet-valid", "certificate is not yet valid"),
        ("foreign-ca", "unable to get local issuer certificate"),
        ("wrong-name", "Hostname mismatch"),
        ("no-common-version", "(?i)alert"),
        ("not-tls", "(?i)wrong version number"),
    ],
)
def test_the_server_shows_a_wrong_side_in_the_next_handshake_only(simulator, kind, why):
    simulator.steering.tls(kind)

    with pytest.raises(ssl.SSLError, match=why):
        ask(simulator, DOMINIQUE)
    assert ask(simulator, DOMINIQUE).status == 200


def test_a_certificate_without_alternative_name_is_for_who_reads_the_common_name(simulator):
    simulator.steering.tls("cn-only", count=2)
    assert ask(simulator, DOMINIQUE).status == 200

    strict = connect(simulator)
    strict._context.hostname_checks_common_name = False
    with pytest.raises(ssl.SSLError, match="Hostname mismatch"):
        post(strict, DOMINIQUE)


def test_a_revoked_server_certificate_is_found_by_who_reads_the_list(simulator):
    simulator.steering.tls("revoked", count=2)
    assert ask(simulator, DOMINIQUE).status == 200

    careful = connect(simulator)
    careful._context.load_verify_locations(simulator.pki.crl)
    careful._context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    with pytest.raises(ssl.SSLError, match="certificate revoked"):
        post(careful, DOMINIQUE)


def test_a_handshake_can_be_reset(simulator):
    simulator.steering.tls("reset")

    with pytest.raises(ConnectionResetError):
        ask(simulator, DOMINIQUE)


def test_a_handshake_can_be_left_without_an_answer(simulator):
    simulator.steering.tls("silence")
    connection = connect(simulator)
    connection.timeout = 0.2

    with pytest.raises(TimeoutError):
        post(connection, DOMINIQUE)


@pytest.mark.parametrize("when", list(Drop))
def test_a_connection_can_be_cut_at_each_point(simulator, when):
    simulator.steering.drop(1, when)
    connection = connect(simulator)

    match when:
        case Drop.BEFORE_ANSWER:
            with pytest.raises(ConnectionResetError):
                post(connection, DOMINIQUE)
        case Drop.IN_HEADERS:
            # Python's client takes the end of the stream for the end of the headers; a reset may come before that.
            with contextlib.suppress(ConnectionResetError):
                assert post(connection, DOMINIQUE).headers == {}
        case Drop.IN_BODY:
            with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
                post(connection, DOMINIQUE)
        case Drop.AFTER_ANSWER:
            assert post(connection, DOMINIQUE).status == 200
            with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
                post(connection, DOMINIQUE)
    connection.close()
    assert ask(simulator, DOMINIQUE).status == 200


def test_an_answer_can_be_delayed(simulator):
    simulator.steering.delay(0.4)
    connection = connect(simulator)
    connection.timeout = 0.1

    with pytest.raises(TimeoutError):
        post(connection, DOMINIQUE)
    connection.close()
    assert ask(simulator, DOMINIQUE).status == 200


def test_a_file_is_injected_as_often_as_it_was_asked_for(simulator, tmp_path):
    path = tmp_path / "answer.xml"
    path.write_bytes(b"<anything/>")
    simulator.steering.inject(path, 2)

    assert [ask(simulator, DOMINIQUE).body == b"<anything/>" for _ in range(3)] == [True, True, False]


def test_an_injected_fault_comes_with_status_500(simulator):
    fault = b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault/></e:Body></e:Envelope>'
    simulator.steering.inject(fault)

    assert ask(simulator, DOMINIQUE).status == 500


def test_every_fault_of_the_table_can_be_asked_for(simulator):
    for code in ("desir_1020", "insi_111", "insi_28"):
        simulator.steering.fault(code)
        response = ask(simulator, DOMINIQUE)
        assert (response.status, response.fault_code) == (500, code)
    with pytest.raises(SteeringError, match="insi_1234"):
        simulator.steering.fault("insi_1234")


@pytest.mark.parametrize(
    ("kind", "status", "content_type"),
    [
        (BadHttp.BAD_GATEWAY, 502, "text/html"),
        (BadHttp.SERVICE_UNAVAILABLE, 503, "text/html"),
        (BadHttp.EMPTY, 200, "application/soap+xml; charset=utf-8"),
        (BadHttp.WRONG_CONTENT_TYPE, 200, "text/plain"),
        (BadHttp.REDIRECT, 307, "text/html"),
        (BadHttp.DOCTYPE, 200, "application/soap+xml; charset=utf-8"),
        (BadHttp.ENTITY_BOMB, 200, "application/soap+xml; charset=utf-8"),
        (BadHttp.EXTERNAL_ENTITY, 200, "application/soap+xml; charset=utf-8"),
    ],
)
def test_an_answer_can_be_none_of_the_services(simulator, kind, status, content_type):
    simulator.steering.http(kind)

    response = ask(simulator, DOMINIQUE)

    assert (response.status, response.headers["content-type"]) == (status, content_type)
    assert (b"<!DOCTYPE" in response.body) == (kind in {"doctype", "entity-bomb", "external-entity"})


def test_a_body_can_be_huge_or_without_end(simulator):
    simulator.steering.http("huge")
    assert len(ask(simulator, DOMINIQUE).body) > 60_000_000

    simulator.steering.http("endless")
    connection = connect(simulator)
    connection.request("POST", "/lps", DOMINIQUE)
    response = connection.getresponse()
    assert len(response.read(1_000_000)) == 1_000_000
    connection.close()
    response.close()


def test_an_answer_can_be_no_http_at_all(simulator):
    simulator.steering.http("not-http")

    with pytest.raises(http.client.BadStatusLine):
        ask(simulator, DOMINIQUE)


def test_a_chunked_request_is_understood(simulator):
    connection = connect(simulator)
    connection.request("POST", "/lps", iter([DOMINIQUE[:100], DOMINIQUE[100:]]), encode_chunked=True)

    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/lps", {}, 405),
        ("POST", "/other", {"Content-Length": "0"}, 404),
        ("POST", "/lps", {}, 411),
        ("POST", "/lps", {"Content-Length": "99999999"}, 413),
        ("POST", "/lps", {"Content-Length": "9" * 5000}, 411),
    ],
)
def test_a_request_that_is_no_post_of_a_bounded_body_is_refused(simulator, method, path, headers, status):
    connection = connect(simulator)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()

    assert connection.getresponse().status == status
    connection.close()


def test_a_client_that_waits_to_be_told_to_go_on_is_told(simulator):
    connection = connect(simulator)
    connection.request("POST", "/lps", DOMINIQUE, {"Expect": "100-continue"})

    assert connection.getresponse().status == 200
    connection.close()


def test_a_chunk_size_that_is_no_number_is_refused(simulator):
    connection = connect(simulator)
    connection.putrequest("POST", "/lps")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    connection.send(b"many\r\n")

    assert connection.getresponse().status == 400
    connection.close()


def test_the_program_stops_cleanly_with_a_client_connected(pki_folder):
    with start_simulator(pki_folder) as simulator:
        connection = connect(simulator)
        assert post(connection, DOMINIQUE).status == 200

        simulator.process.send_signal(signal.SIGTERM)

        assert simulator.process.wait(timeout=20) == 0
        connection.close()


def test_the_program_stops_when_the_one_that_started_it_is_gone(pki_folder):
    with start_simulator(pki_folder) as simulator:
        simulator.process.stdin.close()

        assert simulator.process.wait(timeout=20) == 0


def test_the_certificates_stay_from_one_start_to_the_next(pki_folder, simulator):
    before = simulator.pki.ca.read_bytes()

    with start_simulator(pki_folder) as again:
        assert again.pki.ca.read_bytes() == before
        assert ask(again, DOMINIQUE).status == 200


def test_a_command_that_is_not_understood_is_an_error_and_nothing_else(simulator):
    for command in (
        {"do": "dance"},
        {"do": "drop"},
        {"do": "drop", "when": "never", "count": 1},
        {"do": "drop", "when": "in-body", "count": "many"},
        {"do": "inject", "content": "", "status": 999, "content_type": "", "count": 1},
        {},
    ):
        with pytest.raises(SteeringError):
            simulator.steering.send(command)
    assert ask(simulator, DOMINIQUE).status == 200

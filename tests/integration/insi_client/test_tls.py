"""Who is let in and who is believed: the certificates of both sides."""

import ssl

import pytest

from kiosk.insi.credential_files import FileProblem
from kiosk.insi.credentials import CredentialProblem
from kiosk.insi.outcome import Found, Refused, Unavailable
from tests.emulators.insi.launch import start_simulator
from tests.emulators.insi.pki import ClientCertificate
from tests.integration.insi_client.persons import DOMINIQUE


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", "server_certificate_expired"),
        ("not-yet-valid", "server_certificate_not_yet_valid"),
        ("foreign-ca", "server_certificate_untrusted"),
        ("wrong-name", "server_name_mismatch"),
        ("cn-only", "server_name_mismatch"),
        ("no-common-version", "tls_version"),
        ("not-tls", "tls_not_spoken"),
        ("reset", "connection_closed"),
    ],
)
def test_a_server_that_cannot_be_believed_is_named(simulator, client, kind, code):
    simulator.steering.tls(kind)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    # OpenSSL 3.0 as a server says "handshake failure" where later ones name the version.
    named = {code, "tls_handshake_failure"} if kind == "no-common-version" else {code}
    assert result.outcome.code in named
    assert simulator.steering.requests() == []
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)


def test_a_server_that_stays_silent_in_the_handshake_is_given_up(simulator, connect):
    simulator.steering.tls("silence")
    result = connect(connect_timeout_s=0.3).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "connect_timeout"


def test_a_revoked_server_is_found_by_the_list_and_only_with_it(simulator, connect):
    simulator.steering.tls("revoked", count=2)
    assert isinstance(connect().search_by_traits(DOMINIQUE).outcome, Found)
    careful = connect(crl_file=simulator.pki.crl)
    result = careful.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "server_certificate_revoked"
    assert isinstance(careful.search_by_traits(DOMINIQUE).outcome, Found)


def test_a_list_of_another_authority_leaves_the_server_unproven(simulator, connect, tmp_path):
    pem = simulator.pki.crl.read_text()
    of_the_root = pem.split("-----END X509 CRL-----\n")[1]
    other = tmp_path / "other.pem"
    other.write_text(of_the_root + "-----END X509 CRL-----\n")
    result = connect(crl_file=other).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "crl_missing"


def test_a_certificate_with_a_common_name_alone_serves_only_where_it_is_allowed(simulator, connect):
    simulator.steering.tls("cn-only")
    assert isinstance(connect(accept_common_name=True).search_by_traits(DOMINIQUE).outcome, Found)


def test_the_common_name_never_counts_where_there_are_alternative_names(simulator, connect):
    simulator.steering.tls("wrong-name")
    result = connect(accept_common_name=True).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "server_name_mismatch"


def test_the_authorities_of_the_system_play_no_part(simulator, connect, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(simulator.pki.ca))
    result = connect(ca_file=simulator.pki.foreign_ca).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "server_certificate_untrusted"


@pytest.mark.parametrize(
    ("certificate", "code"),
    [
        # Known here before any call, and so the same whatever the server would say.
        (ClientCertificate.EXPIRED, "client_certificate_expired"),
        (ClientCertificate.NOT_YET_VALID, "client_certificate_not_yet_valid"),
        # Told by the server.
        (ClientCertificate.FOREIGN_CA, "client_certificate_foreign"),
        (ClientCertificate.REVOKED, "client_certificate_revoked"),
        (ClientCertificate.WRONG_CN, "desir_560"),
        (ClientCertificate.OTHER_ENVIRONMENT, "desir_620"),
    ],
)
def test_a_client_certificate_that_is_not_let_in_is_named(connect, certificate, code):
    result = connect(certificate).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Refused)
    assert result.outcome.code == code
    assert result.outcome.advice


def test_our_own_revoked_certificate_is_known_before_any_call(simulator, connect):
    result = connect(ClientCertificate.REVOKED, crl_file=simulator.pki.crl).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Refused)
    assert result.outcome.code == "client_certificate_revoked"
    assert result.calls == ()


@pytest.fixture(scope="module", params=["1.2", "1.3"])
def of_one_version(request, pki_folder):
    """A simulator that speaks one version of TLS only."""
    with start_simulator(pki_folder, "--tls", request.param) as simulator:
        yield simulator, f"TLSv{request.param}"


@pytest.mark.parametrize("warmed_up", [False, True])
@pytest.mark.parametrize(
    ("certificate", "code"),
    [
        (ClientCertificate.FOREIGN_CA, "client_certificate_foreign"),
        (ClientCertificate.REVOKED, "client_certificate_revoked"),
        (ClientCertificate.INSI_AUTO, "found"),
    ],
)
def test_both_tls_versions_end_in_the_same(connect, of_one_version, certificate, code, warmed_up):
    simulator, version = of_one_version
    simulator.steering.reset()
    client = connect(certificate, url=simulator.url)
    if warmed_up:
        client.warm_up()
    assert client.search_by_traits(DOMINIQUE).calls[-1].result == code
    versions = {handshake.detail for handshake in simulator.steering.handshakes() if handshake.succeeded}
    assert versions <= {version}


def test_mistakes_in_the_files_end_every_search_without_a_call(simulator, connect, tmp_path):
    client = connect(key_file=simulator.pki.server_named("right").key, ca_file=tmp_path / "none.pem")
    assert {finding.problem for finding in client.findings} == {CredentialProblem.KEY_MISMATCH, FileProblem.CA_MISSING}
    for result in (client.search_by_traits(DOMINIQUE), client.search_by_traits(DOMINIQUE)):
        assert isinstance(result.outcome, Refused)
        assert result.calls == ()
    assert isinstance(client.warm_up(), Refused)


def test_a_certificate_about_to_expire_is_told_and_works(connect):
    client = connect(ClientCertificate.EXPIRES_SOON)
    assert [finding.code for finding in client.findings] == ["client_certificate_expires_soon"]
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)


def test_a_renewed_certificate_is_taken_up_without_a_restart(simulator, connect, tmp_path):
    old, new = simulator.pki.client_named("expired"), simulator.pki.client
    certificate, key = tmp_path / "client.pem", tmp_path / "client.key"
    certificate.write_bytes(old.certificate.read_bytes())
    key.write_bytes(old.key.read_bytes())
    client = connect(certificate_file=certificate, key_file=key)
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Refused)
    certificate.write_bytes(new.certificate.read_bytes())
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)
    assert client.findings == ()


def test_a_new_revocation_list_is_honored_without_a_restart(simulator, connect, tmp_path):
    crl = tmp_path / "list.crl"
    crl.write_bytes(simulator.pki.crl.read_bytes())
    client = connect(crl_file=crl)
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)
    crl.write_bytes(b"not a list")
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Refused)


def test_no_certificate_authority_means_no_connection(connect, tmp_path):
    empty = tmp_path / "ca.pem"
    empty.write_bytes(b"")
    result = connect(ca_file=empty).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Refused)
    assert result.outcome.code == "ca_invalid"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/lps",
        "ftp://localhost",
        "localhost",
        "https://",
        "https://[::1",
        "https://localhost:99999/",
        "https://localhost/l ps",
        "https://localhost/\x01",
        "https://é.example/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_only_https_is_spoken(connect, url):
    result = connect(url=url).search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "url_invalid"


def test_nothing_older_than_tls_1_2_is_offered(connect):
    session = connect()._session
    assert session._context.minimum_version == ssl.TLSVersion.TLSv1_2

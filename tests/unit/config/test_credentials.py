"""Keys are made here and stay here; a certificate is taken only if everything about it fits."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from config.credentials import CredentialStore, Installed, NotInstalled, Unfit
from tests.emulators.insi.pki import PKCS12_PASSWORD, STRUCTURE_ID, Pki, prepare, sign_request

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def pki(tmp_path_factory) -> Pki:
    return prepare(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def store(tmp_path):
    return CredentialStore(tmp_path, None)


@pytest.fixture
def authorities(pki):
    return x509.load_pem_x509_certificates(pki.ca.read_bytes())


def request(store, common_name: str = "INSI-AUTO", unit: str = STRUCTURE_ID) -> str:
    return store.request(common_name, unit, "Centre hospitalier de Valmont")


def test_the_request_names_the_establishment_and_is_signed_with_its_own_key(store):
    parsed = x509.load_pem_x509_csr(request(store).encode())
    assert parsed.is_signature_valid
    assert parsed.subject.rfc4514_string() == f"CN=INSI-AUTO,OU={STRUCTURE_ID},O=Centre hospitalier de Valmont,C=FR"


def test_the_same_key_is_asked_for_again_until_it_is_forgotten(store):
    def key(pem: str) -> object:
        return x509.load_pem_x509_csr(pem.encode()).public_key()

    first = key(request(store))
    assert key(request(store)) == first
    store.forget_request()
    assert key(request(store)) != first


def test_key_and_passphrase_are_for_the_owner_alone_and_the_key_is_encrypted(store):
    request(store)
    key_file = store.folder / "next" / "insi.key"
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in key_file.read_bytes()
    for file in (key_file, store.passphrase_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_what_was_requested_is_installed_beside_the_old(store, pki, authorities):
    installed = store.install(sign_request(pki, request(store)).encode(), STRUCTURE_ID, authorities, NOW)
    assert isinstance(installed, Installed)
    sent = x509.load_pem_x509_certificates(installed.certificate_file.read_bytes())
    assert len(sent) == 2, "the certificate and the authority below the root"
    assert store.unused(installed.certificate_file) == []
    assert store.unused(store.folder / "elsewhere" / "insi.pem") == [installed.certificate_file.parent.name]


def test_the_certificate_alone_is_enough_where_its_authority_is_known(store, pki, authorities):
    alone = x509.load_pem_x509_certificates(sign_request(pki, request(store)).encode())[0]
    pem = alone.public_bytes(Encoding.PEM)
    assert isinstance(store.install(pem, STRUCTURE_ID, authorities, NOW), Installed)
    assert store.install(pem, STRUCTURE_ID, [], NOW).reason is Unfit.CHAIN_MISSING


@pytest.mark.parametrize(
    ("names", "days", "reason"),
    [
        (("INSI-Auto", STRUCTURE_ID), 0, Unfit.COMMON_NAME),
        (("INSI-AUTO", "300000001820687"), 0, Unfit.UNIT),
        (("INSI-AUTO", STRUCTURE_ID), 4000, Unfit.EXPIRED),
        (("INSI-AUTO", STRUCTURE_ID), -4, Unfit.NOT_YET_VALID),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused_by_name(store, pki, names, days, reason):
    pem = sign_request(pki, request(store, *names)).encode()
    refused = store.install(pem, STRUCTURE_ID, [], NOW + timedelta(days=days))
    assert isinstance(refused, NotInstalled)
    assert refused.reason is reason


def test_other_keys_wrong_purposes_and_other_words_are_refused(store, pki, authorities):
    assert store.install(b"", STRUCTURE_ID, authorities, NOW).reason is Unfit.NOT_PEM
    assert store.install(b"\xff" * 5000, STRUCTURE_ID, authorities, NOW).reason is Unfit.NOT_PEM
    own = pki.client.certificate.read_bytes()
    assert store.install(own, STRUCTURE_ID, authorities, NOW).reason is Unfit.NO_REQUEST
    request(store)
    assert store.install(own, STRUCTURE_ID, authorities, NOW).reason is Unfit.KEY
    broken = sign_request(pki, request(store)) + pki.foreign_ca.read_text()
    assert store.install(broken.encode(), STRUCTURE_ID, authorities, NOW).reason is Unfit.CHAIN_BROKEN


def test_a_lost_passphrase_is_named(store, pki, authorities):
    pem = sign_request(pki, request(store)).encode()
    store.passphrase_file.write_text("another\n")
    assert store.install(pem, STRUCTURE_ID, authorities, NOW).reason is Unfit.KEY_UNREADABLE


def test_a_pkcs12_file_of_an_authority_is_taken_with_its_password(store, pki, authorities):
    content = (pki.folder / "client.p12").read_bytes()
    installed = store.install_pkcs12(content, PKCS12_PASSWORD, STRUCTURE_ID, authorities, NOW)
    assert isinstance(installed, Installed)
    assert installed.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "INSI-AUTO"
    assert b"ENCRYPTED" in installed.key_file.read_bytes()
    assert store.install_pkcs12(content, "wrong", STRUCTURE_ID, authorities, NOW).reason is Unfit.PKCS12
    assert store.install_pkcs12(b"noise", "", STRUCTURE_ID, authorities, NOW).reason is Unfit.PKCS12

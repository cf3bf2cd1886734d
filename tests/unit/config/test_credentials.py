"""Keys are made here and stay here; a certificate is taken only if everything about it fits."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.credentials import CredentialStore, Installed, NotInstalled, Unfit
from tests.emulators.insi.pki import PKCS12_PASSWORD, STRUCTURE_ID, Pki, prepare, sign_request

NOW = datetime.now(UTC)
CLIENT_AUTH, SERVER_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


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


class Signer:
    """An authority that signs what is asked for, with whatever is wrong in it."""

    def __init__(self, *, is_authority: bool = True, days: int = 100) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AC ESSAI")])
        self.certificate = self.sign(self.name, self.key.public_key(), is_authority=is_authority, days=days)

    def sign(self, subject, public_key, *, is_authority=False, days=100, purposes=(CLIENT_AUTH,), signs=True):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=300))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(usage(signs=signs), critical=True)
        )
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        return builder.sign(self.key, hashes.SHA256())


def usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def subject(*names: str, unit: str = STRUCTURE_ID) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names]
    return x509.Name([*attributes, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)])


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def refused(store, signer, **wrong) -> Unfit:
    requested = x509.load_pem_x509_csr(request(store).encode()).public_key()
    certificate = signer.sign(wrong.pop("subject", subject("INSI-AUTO")), requested, **wrong)
    made = store.install(pem(certificate, signer.certificate), STRUCTURE_ID, [], NOW)
    assert isinstance(made, NotInstalled)
    return made.reason


def test_one_name_and_one_structure_are_certified_and_no_second_beside_them(store):
    signer = Signer()
    assert refused(store, signer, subject=subject("INSI-AUTO", "INSI-MANU")) is Unfit.COMMON_NAME
    assert refused(store, signer, subject=subject("insi-auto")) is Unfit.COMMON_NAME
    assert refused(store, signer, subject=subject("INSI-AUTO", unit="")) is Unfit.UNIT


def test_a_certificate_is_for_signing_as_a_client_or_it_is_refused(store):
    signer = Signer()
    assert refused(store, signer, purposes=(SERVER_AUTH,)) is Unfit.USAGE
    assert refused(store, signer, purposes=()) is Unfit.USAGE
    assert refused(store, signer, signs=False) is Unfit.USAGE


def test_a_chain_ends_at_an_authority_that_is_one_and_is_in_date(store):
    assert refused(store, Signer(is_authority=False)) is Unfit.CHAIN_BROKEN
    assert refused(store, Signer(days=-1)) is Unfit.CHAIN_EXPIRED


def test_a_certificate_that_vouches_for_itself_is_refused(store, tmp_path):
    signer = Signer()
    signer.name = subject("INSI-AUTO")
    content = pkcs12.serialize_key_and_certificates(
        b"own", signer.key, signer.sign(signer.name, signer.key.public_key()), None, BestAvailableEncryption(b"word")
    )
    made = store.install_pkcs12(content, "word", STRUCTURE_ID, [], NOW)
    assert made == NotInstalled(Unfit.SELF_SIGNED)
    assert not list(store.folder.rglob("insi.pem"))


def test_a_key_is_encrypted_with_the_machine_s_sealed_passphrase_where_there_is_one(tmp_path):
    sealed = tmp_path / "insi-key"
    sealed.write_text("sealed to this machine\n")
    store = CredentialStore(tmp_path / "kiosk", None, sealed)
    store.request("INSI-AUTO", "10B0152872", "Valmont")
    key = (store.folder / "next/insi.key").read_bytes()
    assert load_pem_private_key(key, b"sealed to this machine")
    assert not (store.folder / "insi.pass").exists()


def in_the_clear(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "laid_there",
    [
        b"noise",
        in_the_clear(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        in_the_clear(ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_waiting_key_that_is_none_of_ours_is_named_until_it_is_forgotten(store, pki, authorities, laid_there):
    certificate = sign_request(pki, request(store)).encode()
    (store.folder / "next" / "insi.key").write_bytes(laid_there)
    with pytest.raises(ValueError, match="not opened"):
        request(store)
    assert store.install(certificate, STRUCTURE_ID, authorities, NOW) == NotInstalled(Unfit.KEY_UNREADABLE)
    store.forget_request()
    request(store)


def test_no_key_is_kept_where_the_passphrase_file_is_empty(tmp_path, pki, authorities):
    (tmp_path / "words").write_text("\n")
    store = CredentialStore(tmp_path, tmp_path / "words")
    content = pki.client.certificate.with_suffix(".p12").read_bytes()
    made = store.install_pkcs12(content, PKCS12_PASSWORD, STRUCTURE_ID, authorities, NOW)
    assert made == NotInstalled(Unfit.NO_PASSPHRASE, "words")
    assert not list(tmp_path.rglob("insi.key"))

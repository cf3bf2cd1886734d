"""A public key infrastructure made on the spot: right certificates, and each kind of wrong one.

The keys are RSA of 2048 bits, as in the IGC-Santé: a client meets the cipher suites of the real service.
The chain has a root and an issuing authority, like the real one; no name of it can be taken for a real authority.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

STRUCTURE_ID = "10B0152872"
"""`1` and a FINESS number: what a client must send as `Emetteur`."""
OTHER_STRUCTURE_ID = "300000001820687"
"""`3` and a SIRET number."""
CARD_HOLDER_ID = "00B6099999"
"""The national identifier on the professional's card: CN of its certificate, `NameID` and `Emetteur` in card mode."""
OTHER_ENVIRONMENT_CA = "INSI SIMULATOR AC AUTRE ENVIRONNEMENT"
PKCS12_PASSWORD = "insi"  # noqa: S105 -- a test secret, documented in the README

_REVOKED_SERIAL = 0xDEAD01
_DAY = dt.timedelta(days=1)
_LONG = 3 * 365 * _DAY
_RENEW_BEFORE = 7 * _DAY


class ClientCertificate(StrEnum):
    """The folders under `clients/`."""

    INSI_AUTO = "insi-auto"
    INSI_MANU = "insi-manu"
    OTHER_STRUCTURE = "other-structure"
    EXPIRES_SOON = "expires-soon"
    WRONG_CN = "wrong-cn"
    OTHER_ENVIRONMENT = "other-environment"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    FOREIGN_CA = "foreign-ca"


class ServerCertificate(StrEnum):
    """The folders under `servers/`."""

    RIGHT = "right"
    CN_ONLY = "cn-only"
    WRONG_NAME = "wrong-name"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    FOREIGN_CA = "foreign-ca"


@dataclass(frozen=True)
class Credentials:
    """A certificate with its issuing chain, and its private key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Pki:
    """The files of a PKI folder."""

    folder: Path

    @property
    def ca(self) -> Path:
        """The root and the issuing authority: what a client pins."""
        return self.folder / "ca.pem"

    @property
    def client_ca(self) -> Path:
        """The authorities the server lets in: its own, and those of the other environment (`desir_620`)."""
        return self.folder / "accepted-client-ca.pem"

    @property
    def foreign_ca(self) -> Path:
        return self.folder / "foreign-ca.pem"

    @property
    def crl(self) -> Path:
        return self.folder / "crl.pem"

    @property
    def client(self) -> Credentials:
        """The usual client: CN `INSI-AUTO`."""
        return Credentials(self.folder / "client.pem", self.folder / "client.key")

    @property
    def card(self) -> Credentials:
        """The signing certificate of a professional's card, and the key that a real card never lets out."""
        return Credentials(self.folder / "card" / "card.pem", self.folder / "card" / "card.key")

    @property
    def card_ca(self) -> Path:
        return self.folder / "card" / "ca.pem"

    @property
    def issuing(self) -> Credentials:
        """The issuing authority of the usual clients: signs what a kiosk requests."""
        return Credentials(self.folder / "issuing.pem", self.folder / "issuing.key")

    def client_named(self, kind: ClientCertificate | str) -> Credentials:
        folder = self.folder / "clients" / ClientCertificate(kind)
        return Credentials(folder / "client.pem", folder / "client.key")

    def server_named(self, kind: ServerCertificate | str) -> Credentials:
        folder = self.folder / "servers" / ServerCertificate(kind)
        return Credentials(folder / "server.pem", folder / "server.key")


def prepare(folder: Path, host_names: Sequence[str] = (), common_name: str = "localhost") -> Pki:
    """Fill `folder`, or keep what an earlier run left there while it is good for these names.

    The folder is renewed, its authorities included, when `expires-soon` is about to be expired: every three weeks.

    `host_names` are DNS names or IP addresses for the server certificate, beside localhost; `common_name` is its CN,
    for clients that look at it.
    """
    pki = Pki(folder)
    names = ("localhost", "127.0.0.1", "::1", *host_names)
    if not _is_good(pki, common_name, names):
        _make(pki, common_name, names)
    return pki


def sign_request(pki: Pki, request_pem: str, until: dt.timedelta = _LONG) -> str:
    """Do what the authority of a real establishment does with a PKCS#10 request: certificate and chain, PEM."""
    request = x509.load_pem_x509_csr(request_pem.encode())
    if not request.is_signature_valid:
        raise ValueError("the request is not signed with its own key")
    chain = x509.load_pem_x509_certificates(pki.issuing.certificate.read_bytes())
    key = serialization.load_pem_private_key(pki.issuing.key.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    public_key = request.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(request.subject)
        .issuer_name(chain[0].subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - _DAY)
        .not_valid_after(_now() + until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(_authority_key(key), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem([certificate, *chain]).decode("ascii")


def _is_good(pki: Pki, common_name: str, names: Sequence[str]) -> bool:
    expected = [pki.ca, pki.client_ca, pki.foreign_ca, pki.card_ca, pki.crl]
    for credentials in (
        pki.client,
        pki.card,
        pki.issuing,
        *map(pki.client_named, ClientCertificate),
        *map(pki.server_named, ServerCertificate),
    ):
        expected += [credentials.certificate, credentials.key]
    if not all(path.is_file() for path in expected):
        return False
    server = x509.load_pem_x509_certificate(pki.server_named(ServerCertificate.RIGHT).certificate.read_bytes())
    covered = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if server.subject != _name(common_name) or not set(_general_names(names)) <= set(covered):
        return False
    soonest = x509.load_pem_x509_certificate(pki.client_named(ClientCertificate.EXPIRES_SOON).certificate.read_bytes())
    return soonest.not_valid_after_utc - _RENEW_BEFORE > _now()


@dataclass(frozen=True)
class _Authority:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    root: "_Authority | None" = None

    @property
    def chain(self) -> list[x509.Certificate]:
        return [self.certificate, *(self.root.chain if self.root else [])]


@dataclass(frozen=True)
class _Validity:
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class _Recipe:
    """What one end certificate is to certify."""

    issuer: _Authority
    subject: x509.Name
    validity: _Validity
    purpose: x509.ObjectIdentifier
    names: Sequence[str] = ()
    is_revoked: bool = False


def _make(pki: Pki, common_name: str, names: Sequence[str]) -> None:
    pki.ca.unlink(missing_ok=True)  # written last: a folder without it is not finished
    # One key serves all certificates of a side: they differ in what they certify, and a start stays quick.
    with ThreadPoolExecutor() as pool:
        root_key, issuing_key, foreign_key, other_key, people_key, client_key, server_key, card_key = pool.map(
            _new_key, range(8)
        )
    root = _authority("INSI SIMULATOR AC RACINE", root_key)
    issuing = _authority("INSI SIMULATOR AC ORGANISATIONS", issuing_key, root)
    foreign = _authority("INSI SIMULATOR AC ETRANGERE", foreign_key)
    other = _authority(OTHER_ENVIRONMENT_CA, other_key)
    people = _authority("INSI SIMULATOR AC PERSONNES", people_key)

    recipes = _client_recipes(issuing, foreign, other)
    for client, recipe in recipes.items():
        _write_credentials(pki.client_named(client), recipe, client_key)
    certificate = _write_credentials(pki.client, recipes[ClientCertificate.INSI_AUTO], client_key)
    _write_pkcs12(pki.folder / "client.p12", certificate, issuing, client_key)
    for server, recipe in _server_recipes(issuing, foreign, common_name, names).items():
        _write_credentials(pki.server_named(server), recipe, server_key)
    _write_credentials(pki.card, _card_recipe(people), card_key)

    _write(pki.crl, b"".join(_crl(authority) for authority in (issuing, root, other)))
    _write(pki.issuing.certificate, _pem(issuing.chain))
    _write(pki.issuing.key, _key_pem(issuing.key), mode=0o600)
    _write(pki.client_ca, _pem([*issuing.chain, other.certificate]))
    _write(pki.foreign_ca, _pem(foreign.chain))
    _write(pki.card_ca, _pem(people.chain))
    _write(pki.ca, _pem(issuing.chain))


def _client_recipes(issuing: _Authority, foreign: _Authority, other: _Authority) -> dict[ClientCertificate, _Recipe]:
    usual = _Recipe(issuing, _structure("INSI-AUTO"), _valid(), ExtendedKeyUsageOID.CLIENT_AUTH)
    return {
        ClientCertificate.INSI_AUTO: usual,
        ClientCertificate.INSI_MANU: replace(usual, subject=_structure("INSI-MANU")),
        ClientCertificate.OTHER_STRUCTURE: replace(usual, subject=_structure("INSI-AUTO", OTHER_STRUCTURE_ID)),
        ClientCertificate.EXPIRES_SOON: replace(usual, validity=_valid(until=30 * _DAY)),
        ClientCertificate.WRONG_CN: replace(usual, subject=_structure("INSI-Auto")),
        ClientCertificate.OTHER_ENVIRONMENT: replace(usual, issuer=other),
        ClientCertificate.EXPIRED: replace(usual, validity=_valid(since=_LONG, until=-_DAY)),
        ClientCertificate.NOT_YET_VALID: replace(usual, validity=_valid(since=-_DAY)),
        ClientCertificate.REVOKED: replace(usual, is_revoked=True),
        ClientCertificate.FOREIGN_CA: replace(usual, issuer=foreign),
    }


def _server_recipes(
    issuing: _Authority, foreign: _Authority, common_name: str, names: Sequence[str]
) -> dict[ServerCertificate, _Recipe]:
    right = _Recipe(issuing, _name(common_name), _valid(), ExtendedKeyUsageOID.SERVER_AUTH, names)
    return {
        ServerCertificate.RIGHT: right,
        ServerCertificate.CN_ONLY: replace(right, names=()),
        ServerCertificate.WRONG_NAME: replace(right, subject=_name("insi.example"), names=("insi.example",)),
        ServerCertificate.EXPIRED: replace(right, validity=_valid(since=_LONG, until=-_DAY)),
        ServerCertificate.NOT_YET_VALID: replace(right, validity=_valid(since=-_DAY)),
        ServerCertificate.REVOKED: replace(right, is_revoked=True),
        ServerCertificate.FOREIGN_CA: replace(right, issuer=foreign),
    }


def _card_recipe(issuer: _Authority) -> _Recipe:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.TITLE, "Infirmier"),
            x509.NameAttribute(NameOID.COMMON_NAME, CARD_HOLDER_ID),
        ]
    )
    return _Recipe(issuer, subject, _valid(), ExtendedKeyUsageOID.EMAIL_PROTECTION)


def _new_key(_: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _valid(since: dt.timedelta = _DAY, until: dt.timedelta = _LONG) -> _Validity:
    return _Validity(_now() - since, _now() + until)


def _name(common_name: str, organization: str = "INSI SIMULATOR", unit: str = "", region: str = "") -> x509.Name:
    attributes = (
        (NameOID.COUNTRY_NAME, "FR"),
        (NameOID.STATE_OR_PROVINCE_NAME, region),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def _structure(common_name: str, structure_id: str = STRUCTURE_ID) -> x509.Name:
    return _name(common_name, "CENTRE DE SANTE SIMULE", structure_id, "Rhône (69)")


def _authority(common_name: str, key: rsa.RSAPrivateKey, root: _Authority | None = None) -> _Authority:
    validity = _valid(since=_LONG + _DAY, until=2 * _LONG)
    builder = (
        _builder(root.certificate if root else None, key, _name(common_name), validity, x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(_authority_key(root.key if root else key), critical=False)
    )
    return _Authority(builder.sign((root.key if root else key), hashes.SHA256()), key, root)


def _leaf(recipe: _Recipe, key: rsa.RSAPrivateKey) -> x509.Certificate:
    serial = _REVOKED_SERIAL if recipe.is_revoked else x509.random_serial_number()
    builder = (
        _builder(recipe.issuer.certificate, key, recipe.subject, recipe.validity, serial)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([recipe.purpose]), critical=False)
        .add_extension(_authority_key(recipe.issuer.key), critical=False)
    )
    if recipe.names:
        builder = builder.add_extension(x509.SubjectAlternativeName(_general_names(recipe.names)), critical=False)
    return builder.sign(recipe.issuer.key, hashes.SHA256())


def _builder(
    issuer: x509.Certificate | None, key: rsa.RSAPrivateKey, subject: x509.Name, validity: _Validity, serial: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority_key(key: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_encipherment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_names(names: Iterable[str]) -> list[x509.GeneralName]:
    return [_general_name(name) for name in names]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _crl(authority: _Authority) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(_now() - _DAY)
        .next_update(_now() + _LONG)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_authority_key(authority.key), critical=False)
    )
    revoked = x509.RevokedCertificateBuilder().serial_number(_REVOKED_SERIAL).revocation_date(_now() - _DAY)
    builder = builder.add_revoked_certificate(revoked.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _pem(certificates: Iterable[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def _write_credentials(credentials: Credentials, recipe: _Recipe, key: rsa.RSAPrivateKey) -> x509.Certificate:
    certificate = _leaf(recipe, key)
    issuing = [recipe.issuer.certificate] if recipe.issuer.root else []
    _write(credentials.certificate, _pem([certificate, *issuing]))
    _write(credentials.key, _key_pem(key), mode=0o600)
    return certificate


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_pkcs12(path: Path, certificate: x509.Certificate, issuer: _Authority, key: rsa.RSAPrivateKey) -> None:
    password = serialization.BestAvailableEncryption(PKCS12_PASSWORD.encode())
    _write(path, pkcs12.serialize_key_and_certificates(b"INSI-AUTO", key, certificate, issuer.chain, password), 0o600)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)

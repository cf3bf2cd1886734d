"""A public key infrastructure made on the spot: right certificates, and each kind of wrong one.

The keys are RSA of 2048 bits, as in the IGC-Santé: a client meets the cipher suites of the real service.
The chain has a root and an issuing authority, like the real one; no name of it can be taken for a real authority.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
PKCS12_PASSWORD = "insi"  # noqa: S105 -- a test secret, documented in the README

_REVOKED_SERIALS = (0xDEAD01, 0xDEAD02)
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

    def client_named(self, kind: ClientCertificate | str) -> Credentials:
        folder = self.folder / "clients" / ClientCertificate(kind)
        return Credentials(folder / "client.pem", folder / "client.key")

    def server_named(self, kind: ServerCertificate | str) -> Credentials:
        folder = self.folder / "servers" / ServerCertificate(kind)
        return Credentials(folder / "server.pem", folder / "server.key")


def prepare(folder: Path, host_names: Sequence[str] = ()) -> Pki:
    """Fill `folder`, or keep what an earlier run left there while it is good for these names.

    The folder is renewed, its authorities included, when `expires-soon` is about to be expired: every three weeks.

    `host_names` are DNS names or IP addresses for the server certificate, beside localhost.
    """
    pki = Pki(folder)
    names = ("localhost", "127.0.0.1", "::1", *host_names)
    if not _is_good(pki, names):
        _make(pki, names)
    return pki


def _is_good(pki: Pki, names: Sequence[str]) -> bool:
    expected = [pki.ca, pki.client_ca, pki.foreign_ca, pki.crl, pki.client.certificate, pki.client.key]
    for credentials in (*map(pki.client_named, ClientCertificate), *map(pki.server_named, ServerCertificate)):
        expected += [credentials.certificate, credentials.key]
    if not all(path.is_file() for path in expected):
        return False
    server = x509.load_pem_x509_certificate(pki.server_named(ServerCertificate.RIGHT).certificate.read_bytes())
    covered = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if not set(_general_names(names)) <= set(covered):
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


def _make(pki: Pki, names: Sequence[str]) -> None:
    # One key serves all certificates of a side: they differ in what they certify, and a start stays quick.
    with ThreadPoolExecutor() as pool:
        root_key, issuing_key, foreign_key, other_key, client_key, server_key = pool.map(_new_key, range(6))
    root = _authority("INSI SIMULATOR AC RACINE", root_key)
    issuing = _authority("INSI SIMULATOR AC ORGANISATIONS", issuing_key, root)
    foreign = _authority("INSI SIMULATOR AC ETRANGERE", foreign_key)
    other = _authority("INSI SIMULATOR AC AUTRE ENVIRONNEMENT", other_key)

    for kind, certificate_issuer, subject, validity in (
        (ClientCertificate.INSI_AUTO, issuing, _structure("INSI-AUTO"), _valid()),
        (ClientCertificate.INSI_MANU, issuing, _structure("INSI-MANU"), _valid()),
        (ClientCertificate.OTHER_STRUCTURE, issuing, _structure("INSI-AUTO", OTHER_STRUCTURE_ID), _valid()),
        (ClientCertificate.EXPIRES_SOON, issuing, _structure("INSI-AUTO"), _valid(until=30 * _DAY)),
        (ClientCertificate.WRONG_CN, issuing, _structure("INSI-Auto"), _valid()),
        (ClientCertificate.OTHER_ENVIRONMENT, other, _structure("INSI-AUTO"), _valid()),
        (ClientCertificate.EXPIRED, issuing, _structure("INSI-AUTO"), _valid(since=_LONG, until=-_DAY)),
        (ClientCertificate.NOT_YET_VALID, issuing, _structure("INSI-AUTO"), _valid(since=-_DAY)),
        (ClientCertificate.REVOKED, issuing, _structure("INSI-AUTO"), _valid()),
        (ClientCertificate.FOREIGN_CA, foreign, _structure("INSI-AUTO"), _valid()),
    ):
        serial = _REVOKED_SERIALS[0] if kind is ClientCertificate.REVOKED else x509.random_serial_number()
        certificate = _leaf(
            issuer=certificate_issuer,
            key=client_key,
            subject=subject,
            validity=validity,
            serial=serial,
            purpose=ExtendedKeyUsageOID.CLIENT_AUTH,
        )
        _write_credentials(pki.client_named(kind), certificate, certificate_issuer, client_key)
        if kind is ClientCertificate.INSI_AUTO:
            _write_credentials(pki.client, certificate, certificate_issuer, client_key)
            _write_pkcs12(pki.folder / "client.p12", certificate, certificate_issuer, client_key)

    for kind, certificate_issuer, common_name, alternative_names, validity in (
        (ServerCertificate.RIGHT, issuing, "localhost", names, _valid()),
        (ServerCertificate.CN_ONLY, issuing, "localhost", (), _valid()),
        (ServerCertificate.WRONG_NAME, issuing, "insi.example", ("insi.example",), _valid()),
        (ServerCertificate.EXPIRED, issuing, "localhost", names, _valid(since=_LONG, until=-_DAY)),
        (ServerCertificate.NOT_YET_VALID, issuing, "localhost", names, _valid(since=-_DAY)),
        (ServerCertificate.REVOKED, issuing, "localhost", names, _valid()),
        (ServerCertificate.FOREIGN_CA, foreign, "localhost", names, _valid()),
    ):
        serial = _REVOKED_SERIALS[1] if kind is ServerCertificate.REVOKED else x509.random_serial_number()
        certificate = _leaf(
            issuer=certificate_issuer,
            key=server_key,
            subject=_name(common_name, "INSI SIMULATOR"),
            validity=validity,
            serial=serial,
            purpose=ExtendedKeyUsageOID.SERVER_AUTH,
            names=alternative_names,
        )
        _write_credentials(pki.server_named(kind), certificate, certificate_issuer, server_key)

    _write(pki.crl, b"".join(_crl(authority) for authority in (issuing, root, other)))
    _write(pki.client_ca, _pem([*issuing.chain, other.certificate]))
    _write(pki.foreign_ca, _pem(foreign.chain))
    _write(pki.ca, _pem(issuing.chain))


def _new_key(_: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass(frozen=True)
class _Validity:
    start: dt.datetime
    end: dt.datetime


def _valid(since: dt.timedelta = _DAY, until: dt.timedelta = _LONG) -> _Validity:
    return _Validity(_now() - since, _now() + until)


def _name(common_name: str, organization: str, unit: str = "", region: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "FR")]
    if region:
        attributes.append(x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, region))
    attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    if unit:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, common_name))
    return x509.Name(attributes)


def _structure(common_name: str, structure_id: str = STRUCTURE_ID) -> x509.Name:
    return _name(common_name, "CENTRE DE SANTE SIMULE", structure_id, "Rhône (69)")


def _authority(common_name: str, key: rsa.RSAPrivateKey, root: _Authority | None = None) -> _Authority:
    subject = _name(common_name, "INSI SIMULATOR")
    validity = _valid(since=_LONG + _DAY, until=2 * _LONG)
    builder = (
        _builder(root.certificate if root else None, key, subject, validity, x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(_authority_key(root.key if root else key), critical=False)
    )
    return _Authority(builder.sign((root.key if root else key), hashes.SHA256()), key, root)


def _leaf(
    *,
    issuer: _Authority,
    key: rsa.RSAPrivateKey,
    subject: x509.Name,
    validity: _Validity,
    serial: int,
    purpose: x509.ObjectIdentifier,
    names: Sequence[str] = (),
) -> x509.Certificate:
    builder = (
        _builder(issuer.certificate, key, subject, validity, serial)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(_authority_key(issuer.key), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(_general_names(names)), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


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
    for serial in _REVOKED_SERIALS:
        revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(_now() - _DAY)
        builder = builder.add_revoked_certificate(revoked.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _pem(certificates: Iterable[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def _write_credentials(
    credentials: Credentials, certificate: x509.Certificate, issuer: _Authority, key: rsa.RSAPrivateKey
) -> None:
    issuing = [issuer.certificate] if issuer.root else []
    _write(credentials.certificate, _pem([certificate, *issuing]))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(credentials.key, pem, mode=0o600)


def _write_pkcs12(path: Path, certificate: x509.Certificate, issuer: _Authority, key: rsa.RSAPrivateKey) -> None:
    password = serialization.BestAvailableEncryption(PKCS12_PASSWORD.encode())
    _write(path, pkcs12.serialize_key_and_certificates(b"INSI-AUTO", key, certificate, issuer.chain, password), 0o600)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.write_bytes(content)

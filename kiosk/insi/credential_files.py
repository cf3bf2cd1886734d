"""The certificate, key and revocation files, read to the last value anybody will need of them.

cryptography reads some parts of a certificate only when they are asked for; everything is asked for here, so that a
damaged file is found here and nowhere else.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

_DAMAGED = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)
_PEM_CRL = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----\n?", re.DOTALL)


class FileProblem(Enum):
    CA_MISSING = "ca_missing"
    CA_INVALID = "ca_invalid"
    CERTIFICATE_MISSING = "client_certificate_missing"
    CERTIFICATE_INVALID = "client_certificate_invalid"
    KEY_MISSING = "client_key_missing"
    KEY_INVALID = "client_key_invalid"
    KEY_ENCRYPTED = "client_key_encrypted"
    PASSPHRASE_MISSING = "client_key_passphrase_missing"  # noqa: S105 - a code
    PASSPHRASE_WRONG = "client_key_passphrase_wrong"  # noqa: S105 - a code
    CRL_MISSING = "crl_missing"
    CRL_INVALID = "crl_invalid"


class FileUnusable(Exception):
    """Raised where a file cannot be used at all; `text` names it and says why."""

    def __init__(self, problem: FileProblem, file: Path, why: str) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.file = file
        self.text = f"{file}: {why}"


@dataclass(frozen=True)
class ClientCertificate:
    common_name: str
    unit: str
    serial_number: int
    issuer: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class RevocationList:
    pem: bytes = field(repr=False)
    issuer: bytes = field(repr=False)
    ends: datetime | None
    parsed: x509.CertificateRevocationList = field(repr=False)

    def revokes(self, certificate: ClientCertificate) -> bool:
        if self.issuer != certificate.issuer:
            return False
        return self.parsed.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def read_authorities(path: Path) -> str:
    """Return the certificates of the file alone, as PEM; raises FileUnusable like all functions here."""
    content = _read(path, FileProblem.CA_MISSING)
    try:
        authorities = x509.load_pem_x509_certificates(content)
    except _DAMAGED:
        raise FileUnusable(FileProblem.CA_INVALID, path, "not a PEM file of certificates") from None
    return "".join(authority.public_bytes(Encoding.PEM).decode() for authority in authorities)


def read_certificate(path: Path) -> ClientCertificate:
    """Read the first certificate of the file; those after it are its issuers."""
    content = _read(path, FileProblem.CERTIFICATE_MISSING)
    try:
        certificate = x509.load_pem_x509_certificates(content)[0]
        return ClientCertificate(
            common_name=_subject(certificate, NameOID.COMMON_NAME),
            unit=_subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
            serial_number=_serial_number(certificate),
            issuer=certificate.issuer.public_bytes(),
            public_key=certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            valid_from=certificate.not_valid_before_utc,
            valid_until=certificate.not_valid_after_utc,
        )
    except _DAMAGED:
        raise FileUnusable(FileProblem.CERTIFICATE_INVALID, path, "not a PEM file of certificates") from None


def read_passphrase(path: Path) -> str:
    """Return the words that open an encrypted key: the first line of the file."""
    content = _read(path, FileProblem.PASSPHRASE_MISSING)
    return content.partition(b"\n")[0].strip().decode("utf-8", "surrogateescape")


def read_public_key(path: Path, passphrase: str | None = None) -> bytes:
    """Return the public half of a private key, in the form of `ClientCertificate.public_key`."""
    content = _read(path, FileProblem.KEY_MISSING)
    is_encrypted = b"ENCRYPTED" in content
    password = passphrase.encode("utf-8", "surrogateescape") if passphrase and is_encrypted else None
    try:
        # Proving an RSA key prime takes longer than all the rest; a spoilt key of our own fails at the first handshake.
        key = load_pem_private_key(content, password=password, unsafe_skip_rsa_key_validation=True)
    except TypeError:
        why = "the key is encrypted, and insi.key_passphrase_file does not open it"
        raise FileUnusable(FileProblem.KEY_ENCRYPTED, path, why) from None
    except _DAMAGED:
        if password is not None:
            why = "damaged, or not opened by insi.key_passphrase_file"
            raise FileUnusable(FileProblem.PASSPHRASE_WRONG, path, why) from None
        raise FileUnusable(FileProblem.KEY_INVALID, path, "not a PEM file of a private key") from None
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def read_revocation_lists(path: Path) -> tuple[RevocationList, ...]:
    """Read one list in DER, as authorities publish it, or any number in PEM."""
    content = _read(path, FileProblem.CRL_MISSING)
    try:
        in_pem = map(x509.load_pem_x509_crl, _PEM_CRL.findall(content))
        lists = tuple(in_pem) or (x509.load_der_x509_crl(content),)
        return tuple(
            RevocationList(one.public_bytes(Encoding.PEM), one.issuer.public_bytes(), one.next_update_utc, one)
            for one in lists
        )
    except _DAMAGED:
        raise FileUnusable(FileProblem.CRL_INVALID, path, "not a revocation list") from None


def _read(path: Path, missing: FileProblem) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnusable(missing, path, error.strerror or "cannot be read") from None


def _serial_number(certificate: x509.Certificate) -> int:
    if certificate.serial_number <= 0:
        raise ValueError("a serial number is positive (RFC 5280 §4.1.2.2)")
    return certificate.serial_number


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""

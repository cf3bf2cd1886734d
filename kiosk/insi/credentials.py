"""The files that prove who calls and who may answer, checked before they are used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from kiosk.insi.settings import InsiClientSettings

COMMON_NAMES = ("INSI-AUTO", "INSI-MANU")
"""The service knows these two only, in upper case; any other CN is answered with the fault desir_560."""

EXPIRY_WARNING = timedelta(days=60)

_PEM_CRL = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----\n?", re.DOTALL)


class CredentialCode(Enum):
    CA_MISSING = "ca_missing"
    CA_INVALID = "ca_invalid"
    CERTIFICATE_MISSING = "client_certificate_missing"
    CERTIFICATE_INVALID = "client_certificate_invalid"
    CERTIFICATE_EXPIRED = "client_certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "client_certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "client_certificate_revoked"
    CERTIFICATE_EXPIRES_SOON = "client_certificate_expires_soon"
    COMMON_NAME_WRONG = "client_certificate_common_name"
    UNIT_WRONG = "client_certificate_unit"
    KEY_MISSING = "client_key_missing"
    KEY_INVALID = "client_key_invalid"
    KEY_ENCRYPTED = "client_key_encrypted"
    KEY_MISMATCH = "client_key_mismatch"
    CRL_MISSING = "crl_missing"
    CRL_INVALID = "crl_invalid"
    CRL_EXPIRED = "crl_expired"


@dataclass(frozen=True)
class CredentialFinding:
    code: CredentialCode
    text: str
    blocking: bool
    """Whether no call can succeed; else the service decides, or there is still time."""


@dataclass(frozen=True)
class Credentials:
    """Files found usable together."""

    certificate_file: Path
    key_file: Path
    authorities_pem: str
    crl_pem: bytes | None
    common_name: str
    unit: str
    valid_until: datetime


@dataclass(frozen=True)
class CredentialsRead:
    credentials: Credentials
    warnings: tuple[CredentialFinding, ...] = ()


@dataclass(frozen=True)
class CredentialsUnusable:
    findings: tuple[CredentialFinding, ...]
    """Every finding at once, the blocking ones first."""


CredentialReading: TypeAlias = CredentialsRead | CredentialsUnusable


class _Rejected(Exception):
    """A file cannot be used at all; holds the finding."""

    def __init__(self, code: CredentialCode, text: str) -> None:
        super().__init__(code.value)
        self.finding = CredentialFinding(code, text, blocking=True)


def read_credentials(settings: InsiClientSettings, now: datetime) -> CredentialReading:
    """Read and check every file, so that all mistakes are told at once; `now` is aware."""
    findings: list[CredentialFinding] = []
    authorities = crl = certificate = None
    try:
        authorities = _read_authorities(settings.ca_file)
    except _Rejected as rejected:
        findings.append(rejected.finding)
    try:
        crl = None if settings.crl_file is None else _read_crls(settings.crl_file)
    except _Rejected as rejected:
        findings.append(rejected.finding)
    try:
        certificate = _read_certificate(settings.certificate_file)
    except _Rejected as rejected:
        findings.append(rejected.finding)
    try:
        _check_key(settings.key_file, certificate)
    except _Rejected as rejected:
        findings.append(rejected.finding)
    if certificate is not None:
        findings += _certificate_findings(certificate, settings.establishment_id, now)
        findings += _crl_findings(certificate, crl or (), now)
    findings.sort(key=lambda finding: not finding.blocking)
    if certificate is None or authorities is None or any(finding.blocking for finding in findings):
        return CredentialsUnusable(tuple(findings))
    credentials = Credentials(
        settings.certificate_file,
        settings.key_file,
        authorities,
        None if crl is None else b"".join(one.public_bytes(Encoding.PEM) for one in crl),
        _subject(certificate, NameOID.COMMON_NAME),
        _subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
        certificate.not_valid_after_utc,
    )
    return CredentialsRead(credentials, tuple(findings))


def _read(path: Path, missing: CredentialCode) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _Rejected(missing, f"{path}: {error.strerror}") from None


def _read_authorities(path: Path) -> str:
    pem = _read(path, CredentialCode.CA_MISSING)
    try:
        authorities = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise _Rejected(CredentialCode.CA_INVALID, f"{path}: not a PEM file of certificates") from None
    return "".join(authority.public_bytes(Encoding.PEM).decode() for authority in authorities)


def _read_certificate(path: Path) -> x509.Certificate:
    pem = _read(path, CredentialCode.CERTIFICATE_MISSING)
    try:
        return x509.load_pem_x509_certificates(pem)[0]
    except ValueError:
        raise _Rejected(CredentialCode.CERTIFICATE_INVALID, f"{path}: not a PEM file of certificates") from None


def _check_key(path: Path, certificate: x509.Certificate | None) -> None:
    pem = _read(path, CredentialCode.KEY_MISSING)
    try:
        # Proving an RSA key prime takes longer than all the rest; a spoilt key of our own fails at the first handshake.
        key = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    except TypeError:
        text = f"{path}: the key is encrypted, and nobody is there to type its password"
        raise _Rejected(CredentialCode.KEY_ENCRYPTED, text) from None
    except (ValueError, UnsupportedAlgorithm):
        raise _Rejected(CredentialCode.KEY_INVALID, f"{path}: not a PEM file of a private key") from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if certificate is not None and key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise _Rejected(CredentialCode.KEY_MISMATCH, f"{path}: the key does not belong to the certificate")


def _read_crls(path: Path) -> tuple[x509.CertificateRevocationList, ...]:
    content = _read(path, CredentialCode.CRL_MISSING)
    try:
        blocks = _PEM_CRL.findall(content)
        return tuple(map(x509.load_pem_x509_crl, blocks)) or (x509.load_der_x509_crl(content),)
    except ValueError:
        raise _Rejected(CredentialCode.CRL_INVALID, f"{path}: not a revocation list") from None


def _certificate_findings(certificate: x509.Certificate, unit: str, now: datetime) -> Iterator[CredentialFinding]:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begin:
        text = f"the client certificate is valid from {begin:%Y-%m-%d} only: check the clock"
        yield CredentialFinding(CredentialCode.CERTIFICATE_NOT_YET_VALID, text, blocking=True)
    elif now > end:
        text = f"the client certificate expired on {end:%Y-%m-%d}"
        yield CredentialFinding(CredentialCode.CERTIFICATE_EXPIRED, text, blocking=True)
    elif now > end - EXPIRY_WARNING:
        text = f"the client certificate expires on {end:%Y-%m-%d}"
        yield CredentialFinding(CredentialCode.CERTIFICATE_EXPIRES_SOON, text, blocking=False)
    common_name = _subject(certificate, NameOID.COMMON_NAME)
    if common_name not in COMMON_NAMES:
        text = f"the CN of the client certificate is {common_name!r}, not one of {', '.join(COMMON_NAMES)}"
        yield CredentialFinding(CredentialCode.COMMON_NAME_WRONG, text, blocking=False)
    own_unit = _subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
    if own_unit != unit:
        text = f"the OU of the client certificate is {own_unit!r}, the configured establishment is {unit!r}"
        yield CredentialFinding(CredentialCode.UNIT_WRONG, text, blocking=False)


def _crl_findings(
    certificate: x509.Certificate, crls: tuple[x509.CertificateRevocationList, ...], now: datetime
) -> Iterator[CredentialFinding]:
    for crl in crls:
        if crl.next_update_utc is not None and now > crl.next_update_utc:
            text = f"the revocation list ended on {crl.next_update_utc:%Y-%m-%d}: fetch the current one"
            yield CredentialFinding(CredentialCode.CRL_EXPIRED, text, blocking=False)
        entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if crl.issuer == certificate.issuer and entry is not None:
            text = "the client certificate stands on the revocation list of its issuer"
            yield CredentialFinding(CredentialCode.CERTIFICATE_REVOKED, text, blocking=True)


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""

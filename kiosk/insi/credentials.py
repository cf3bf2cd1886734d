"""Whether the files that prove who calls and who may answer can serve, told before they are used."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TypeAlias, TypeVar

from kiosk.insi.credential_files import (
    ClientCertificate,
    FileProblem,
    FileUnusable,
    RevocationList,
    read_authorities,
    read_certificate,
    read_passphrase,
    read_public_key,
    read_revocation_lists,
)
from kiosk.insi.settings import InsiClientSettings

COMMON_NAMES = ("INSI-AUTO", "INSI-MANU")
"""The service knows these two only, in upper case; any other CN is answered with the fault desir_560."""

EXPIRY_WARNING = timedelta(days=60)

T = TypeVar("T")


class CredentialProblem(Enum):
    """What is wrong with files that can be read."""

    CERTIFICATE_EXPIRED = "client_certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "client_certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "client_certificate_revoked"
    CERTIFICATE_EXPIRES_SOON = "client_certificate_expires_soon"
    COMMON_NAME_WRONG = "client_certificate_common_name"
    UNIT_WRONG = "client_certificate_unit"
    KEY_MISMATCH = "client_key_mismatch"
    CRL_EXPIRED = "crl_expired"


@dataclass(frozen=True)
class CredentialFinding:
    problem: FileProblem | CredentialProblem
    text: str
    blocking: bool
    """Whether no call can succeed; else the service decides, or there is still time."""
    detail: str = ""
    """The file, name or day that the text is about, for who says it in other words."""

    @property
    def code(self) -> str:
        return str(self.problem.value)


@dataclass(frozen=True)
class Credentials:
    """Files found usable together."""

    certificate_file: Path
    key_file: Path
    authorities_pem: str = field(repr=False)
    crl_pem: bytes | None = field(repr=False)
    certificate: ClientCertificate
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CredentialsRead:
    credentials: Credentials
    warnings: tuple[CredentialFinding, ...] = ()


@dataclass(frozen=True)
class CredentialsUnusable:
    findings: tuple[CredentialFinding, ...]
    """Every finding at once, the blocking ones first."""


CredentialReading: TypeAlias = CredentialsRead | CredentialsUnusable


def read_credentials(settings: InsiClientSettings, now: datetime) -> CredentialReading:
    """Read and check every file, so that all mistakes are told at once; `now` is aware."""
    findings: list[CredentialFinding] = []

    def reading(read: Callable[[Path], T], file: Path) -> T | None:
        try:
            return read(file)
        except FileUnusable as unusable:
            findings.append(
                CredentialFinding(unusable.problem, unusable.text, blocking=True, detail=str(unusable.file))
            )
            return None

    authorities = reading(read_authorities, settings.ca_file)
    certificate = reading(read_certificate, settings.certificate_file)
    passphrase_file = settings.key_passphrase_file
    passphrase = reading(read_passphrase, passphrase_file) if passphrase_file is not None else None
    public_key = reading(lambda file: read_public_key(file, passphrase), settings.key_file)
    lists = reading(read_revocation_lists, settings.crl_file) if settings.crl_file is not None else ()
    if certificate is not None:
        if public_key not in {None, certificate.public_key}:
            text = f"{settings.key_file}: the key does not belong to the certificate"
            findings.append(
                CredentialFinding(CredentialProblem.KEY_MISMATCH, text, blocking=True, detail=str(settings.key_file))
            )
        findings += _validity_findings(certificate, now)
        findings += _name_findings(certificate, settings.establishment_id)
        findings += _revocation_findings(certificate, lists or (), now)
    findings.sort(key=lambda finding: not finding.blocking)
    if authorities is None or certificate is None or any(finding.blocking for finding in findings):
        return CredentialsUnusable(tuple(findings))
    crl_pem = b"".join(one.pem for one in lists) if lists else None
    credentials = Credentials(
        settings.certificate_file, settings.key_file, authorities, crl_pem, certificate, passphrase
    )
    return CredentialsRead(credentials, tuple(findings))


def _validity_findings(certificate: ClientCertificate, now: datetime) -> Iterator[CredentialFinding]:
    begin, end = certificate.valid_from, certificate.valid_until
    if now < begin:
        text = f"the client certificate is valid from {begin:%Y-%m-%d} only: check the clock"
        yield CredentialFinding(
            CredentialProblem.CERTIFICATE_NOT_YET_VALID, text, blocking=True, detail=f"{begin:%Y-%m-%d}"
        )
    elif now > end:
        text = f"the client certificate expired on {end:%Y-%m-%d}"
        yield CredentialFinding(CredentialProblem.CERTIFICATE_EXPIRED, text, blocking=True, detail=f"{end:%Y-%m-%d}")
    elif now > end - EXPIRY_WARNING:
        text = f"the client certificate expires on {end:%Y-%m-%d}"
        yield CredentialFinding(
            CredentialProblem.CERTIFICATE_EXPIRES_SOON, text, blocking=False, detail=f"{end:%Y-%m-%d}"
        )


def _name_findings(certificate: ClientCertificate, unit: str) -> Iterator[CredentialFinding]:
    if certificate.common_name not in COMMON_NAMES:
        text = f"the CN of the client certificate is {certificate.common_name!r}, not one of {', '.join(COMMON_NAMES)}"
        yield CredentialFinding(
            CredentialProblem.COMMON_NAME_WRONG, text, blocking=False, detail=certificate.common_name
        )
    if certificate.unit != unit:
        text = f"the OU of the client certificate is {certificate.unit!r}, the configured establishment is {unit!r}"
        yield CredentialFinding(CredentialProblem.UNIT_WRONG, text, blocking=False, detail=certificate.unit)


def _revocation_findings(
    certificate: ClientCertificate, lists: tuple[RevocationList, ...], now: datetime
) -> Iterator[CredentialFinding]:
    for one in lists:
        if one.ends is not None and now > one.ends:
            text = f"the revocation list ended on {one.ends:%Y-%m-%d}: fetch the current one"
            yield CredentialFinding(CredentialProblem.CRL_EXPIRED, text, blocking=False, detail=f"{one.ends:%Y-%m-%d}")
        if one.revokes(certificate):
            text = "the client certificate stands on the revocation list of its issuer"
            yield CredentialFinding(CredentialProblem.CERTIFICATE_REVOKED, text, blocking=True)

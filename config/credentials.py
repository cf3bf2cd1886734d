"""The kiosk's own key and the establishment's certificate for it: made here, checked here, and never shown.

    credentials/next/          a key that waits for its certificate
    credentials/<serial>/      insi.key (encrypted, 0600) and insi.pem (certificate and its issuers)
    credentials/insi.pass      opens the keys where no sealed credential of systemd does, 0600

A new certificate comes to lie beside the old one. The switch is one commit of the configuration, which names the files:
it is atomic, and rolls back as any other.
"""

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.durable import remove_durably, sync_folder, write_durably
from kiosk.insi.credentials import COMMON_NAMES

SEALED_PASSPHRASE = Path("/run/kiosk-key/insi-key")
"""Laid open at every start of the image (kiosk-key.service); on disk it is sealed to the machine."""

_KEY_BITS = 2048
_PRIVATE = 0o600
_NEXT = "next"
_LONGEST_CHAIN = 6
_DAMAGED = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)


class Unfit(Enum):
    """Why a certificate is not taken; each is a text of the console."""

    NOT_PEM = "not_pem"
    NO_REQUEST = "no_request"
    KEY = "other_key"
    COMMON_NAME = "common_name"
    UNIT = "unit"
    SELF_SIGNED = "self_signed"
    CHAIN_MISSING = "chain_missing"
    CHAIN_BROKEN = "chain_broken"
    CHAIN_EXPIRED = "chain_expired"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    USAGE = "usage"
    PKCS12 = "pkcs12"
    KEY_UNREADABLE = "key_unreadable"
    NO_PASSPHRASE = "no_passphrase"  # noqa: S105 - a code


@dataclass(frozen=True)
class Installed:
    """Files that fit together and wait for the configuration to name them."""

    certificate_file: Path
    key_file: Path
    passphrase_file: Path
    certificate: x509.Certificate
    is_new: bool
    """Whether it was not among the installed ones before."""


@dataclass(frozen=True)
class NotInstalled:
    reason: Unfit
    detail: str = ""
    """What was found instead; never anything of a key."""


Installation: TypeAlias = Installed | NotInstalled


class CredentialStore:
    """Methods raise OSError where the files cannot be read or written."""

    def __init__(self, folder: Path, passphrase_file: Path | None, sealed: Path = SEALED_PASSPHRASE) -> None:
        """`passphrase_file` as configured; None: the machine's sealed one, or else one of our own."""
        self.folder = folder / "credentials"
        own = sealed if sealed.exists() else self.folder / "insi.pass"
        self.passphrase_file = passphrase_file or own

    @property
    def has_request(self) -> bool:
        return (self.folder / _NEXT / "insi.key").exists()

    def request(self, common_name: str, unit: str, organization: str) -> str:
        """Make a key unless one waits already, and give the PKCS#10 request for it in PEM.

        Raises ValueError where the waiting key cannot be opened: `forget_request` makes way for a new one.
        """
        key_file = self.folder / _NEXT / "insi.key"
        if key_file.exists():
            key = self._open(key_file)
        else:
            key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
            self._keep_key(key_file, key)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )
        signed = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
        return signed.public_bytes(Encoding.PEM).decode("ascii")

    def forget_request(self) -> None:
        if self.has_request:
            remove_durably(self.folder / _NEXT / "insi.key")

    def install(self, pem: bytes, unit: str, authorities: Sequence[x509.Certificate], now: datetime) -> Installation:
        """Check a certificate and its issuers against the waiting key, and lay them beside the old ones."""
        try:
            chain = x509.load_pem_x509_certificates(pem)
        except _DAMAGED:
            return NotInstalled(Unfit.NOT_PEM)
        if not self.has_request:
            return NotInstalled(Unfit.NO_REQUEST)
        try:
            key = self._open(self.folder / _NEXT / "insi.key")
        except ValueError:
            return NotInstalled(Unfit.KEY_UNREADABLE)
        unfit = _unfit(chain, key, unit, authorities, now)
        return unfit if unfit is not None else self._lay_beside(chain, authorities, key)

    def install_pkcs12(
        self, content: bytes, password: str, unit: str, authorities: Sequence[x509.Certificate], now: datetime
    ) -> Installation:
        """Take key, certificate and issuers from a file that an authority made."""
        try:
            key, certificate, issuers = pkcs12.load_key_and_certificates(content, password.encode())
        except _DAMAGED:
            return NotInstalled(Unfit.PKCS12)
        if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
            return NotInstalled(Unfit.PKCS12)
        chain = _ordered(certificate, issuers)
        unfit = _unfit(chain, key, unit, authorities, now)
        if unfit is not None:
            return unfit
        try:
            return self._lay_beside(chain, authorities, key)
        except ValueError:
            return NotInstalled(Unfit.NO_PASSPHRASE, self.passphrase_file.name)

    def unused(self, in_use: Path) -> list[str]:
        """Name the installed credentials whose certificate is not the one in use."""
        kept = sorted(place.name for place in self.folder.iterdir() if place.is_dir()) if self.folder.is_dir() else []
        return [name for name in kept if name != _NEXT and in_use.parent != self.folder / name]

    def remove(self, name: str) -> None:
        """Remove one that `unused` named."""
        for file in sorted((self.folder / name).iterdir()):
            remove_durably(file)
        (self.folder / name).rmdir()
        sync_folder(self.folder)

    def _lay_beside(
        self, chain: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate], key: rsa.RSAPrivateKey
    ) -> Installed:
        certificate = chain[0]
        place = self.folder / f"{certificate.serial_number:x}"[:32]
        is_new = not place.exists()
        key_file, certificate_file = place / "insi.key", place / "insi.pem"
        self._keep_key(key_file, key)
        issuers = list(chain[1:]) or [one for one in authorities if _is_issued_by(certificate, one)][:1]
        # The service has the root: what it needs is the way there.
        sent = [certificate, *(one for one in issuers if one.subject != one.issuer)]
        write_durably(certificate_file, b"".join(one.public_bytes(Encoding.PEM) for one in sent), 0o644)
        return Installed(certificate_file, key_file, self.passphrase_file, certificate, is_new)

    def _keep_key(self, file: Path, key: rsa.RSAPrivateKey) -> None:
        for folder in (self.folder, file.parent):  # the mode of `parents` would be the usual one
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(file.parent.parent)
        encryption = BestAvailableEncryption(self._passphrase().encode("utf-8", "surrogateescape"))
        write_durably(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption), _PRIVATE)

    def _open(self, file: Path) -> rsa.RSAPrivateKey:
        """Raises ValueError where the file is no key that our passphrase opens."""
        passphrase = self._passphrase().encode("utf-8", "surrogateescape")
        try:
            key = load_pem_private_key(file.read_bytes(), passphrase)
        except _DAMAGED:
            raise ValueError("not opened by our passphrase") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("not a key of ours")  # noqa: TRY004 - as for any other file
        return key

    def _passphrase(self) -> str:
        """Read it, or make one where it is ours to make. Raises ValueError where there is none in the file."""
        if not self.passphrase_file.exists() and self.passphrase_file.parent == self.folder:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(self.passphrase_file, secrets.token_urlsafe(32).encode() + b"\n", _PRIVATE)
        first = self.passphrase_file.read_bytes().partition(b"\n")[0].strip()
        if not first:
            raise ValueError("the passphrase file is empty")
        return first.decode("utf-8", "surrogateescape")


def _unfit(
    chain: Sequence[x509.Certificate],
    key: rsa.RSAPrivateKey,
    unit: str,
    authorities: Sequence[x509.Certificate],
    now: datetime,
) -> NotInstalled | None:
    """Name the first reason, the ones that no repair helps against before the others."""
    certificate = chain[0]
    try:
        return (
            _unfit_for_key(certificate, key)
            or _unfit_by_name(certificate, unit)
            or _unfit_by_date(certificate, now)
            or _unfit_by_usage(certificate)
            or _unfit_by_chain(chain, authorities, now)
        )
    except _DAMAGED:
        return NotInstalled(Unfit.NOT_PEM)


def _unfit_for_key(certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> NotInstalled | None:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    is_same = certificate.public_key().public_bytes(*form) == key.public_key().public_bytes(*form)
    return None if is_same else NotInstalled(Unfit.KEY)


def _unfit_by_name(certificate: x509.Certificate, unit: str) -> NotInstalled | None:
    common_names = _subjects(certificate, NameOID.COMMON_NAME)
    if len(common_names) != 1 or common_names[0] not in COMMON_NAMES:
        return NotInstalled(Unfit.COMMON_NAME, ", ".join(common_names))
    units = _subjects(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
    return NotInstalled(Unfit.UNIT, ", ".join(units)) if units != [unit] else None


def _unfit_by_date(certificate: x509.Certificate, now: datetime) -> NotInstalled | None:
    if now > certificate.not_valid_after_utc:
        return NotInstalled(Unfit.EXPIRED, f"{certificate.not_valid_after_utc:%Y-%m-%d}")
    if now < certificate.not_valid_before_utc:
        return NotInstalled(Unfit.NOT_YET_VALID, f"{certificate.not_valid_before_utc:%Y-%m-%d}")
    return None


def _unfit_by_usage(certificate: x509.Certificate) -> NotInstalled | None:
    """RFC 5280 §4.2.1.3 and §4.2.1.12: what signs a TLS handshake as a client, and is no authority."""
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return NotInstalled(Unfit.USAGE)
    fits = ExtendedKeyUsageOID.CLIENT_AUTH in purposes and usage.digital_signature and not usage.key_cert_sign
    return None if fits else NotInstalled(Unfit.USAGE)


def _unfit_by_chain(
    chain: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate], now: datetime
) -> NotInstalled | None:
    if len(chain) > _LONGEST_CHAIN:
        return NotInstalled(Unfit.CHAIN_BROKEN, str(len(chain)))
    if _is_issued_by(chain[0], chain[0]):
        return NotInstalled(Unfit.SELF_SIGNED)
    for issued, issuer in itertools.pairwise(chain):
        if not _is_issued_by(issued, issuer) or not _is_authority(issuer):
            return NotInstalled(Unfit.CHAIN_BROKEN, ", ".join(_subjects(issued, NameOID.COMMON_NAME)))
        if _unfit_by_date(issuer, now) is not None:
            return NotInstalled(Unfit.CHAIN_EXPIRED, ", ".join(_subjects(issuer, NameOID.COMMON_NAME)))
    last = chain[-1]
    if _is_issued_by(last, last) or any(_is_issued_by(last, one) for one in authorities):
        return None
    return NotInstalled(Unfit.CHAIN_MISSING, last.issuer.rfc4514_string())


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (*_DAMAGED, InvalidSignature):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    """RFC 5280 §4.2.1.9: only a certificate that says so may sign others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _ordered(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Bring a bag of certificates into the order of the chain."""
    chain = [certificate]
    while len(chain) <= len(others):
        issuer = next((one for one in others if one not in chain and _is_issued_by(chain[-1], one)), None)
        if issuer is None:
            break
        chain.append(issuer)
    return chain


def _subjects(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in certificate.subject.get_attributes_for_oid(oid)]

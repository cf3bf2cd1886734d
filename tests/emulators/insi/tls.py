"""The TLS contexts of the server."""

import ssl
import warnings
from dataclasses import dataclass
from functools import cache

from tests.emulators.insi.pki import OTHER_ENVIRONMENT_CA, Pki, ServerCertificate
from tests.emulators.insi.teleservice import Caller


@dataclass(frozen=True)
class TlsVersions:
    lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3

    @classmethod
    def parse(cls, text: str) -> "TlsVersions":
        """Read `1.2`, `1.3` or `1.2-1.3`; raises ValueError for anything else."""
        known = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
        lowest, _, highest = text.partition("-")
        if lowest not in known or (highest or lowest) not in known:
            raise ValueError(text)
        return cls(known[lowest], known[highest or lowest])


@cache
def server_context(
    pki: Pki, certificate: ServerCertificate, versions: TlsVersions, *, asks_client: bool
) -> ssl.SSLContext:
    """Make the context for one server certificate; `asks_client` demands a certificate of an accepted authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # `OpenConnections.end_all` shuts the reading side: that is no attack to answer with an alert.
    context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
    context.minimum_version = versions.lowest
    context.maximum_version = versions.highest
    credentials = pki.server_named(certificate)
    context.load_cert_chain(credentials.certificate, credentials.key)
    if asks_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(pki.client_ca)
        context.load_verify_locations(pki.crl)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    return context


@cache
def obsolete_context(pki: Pki) -> ssl.SSLContext:
    """Make a context that no client of today has a version in common with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # obsolete is what it is meant to be
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    credentials = pki.server_named(ServerCertificate.RIGHT)
    context.load_cert_chain(credentials.certificate, credentials.key)
    return context


def caller_of(connection: ssl.SSLSocket) -> Caller:
    """Read who the verified client certificate names; all empty without one."""
    certificate = connection.getpeercert() or {}
    subject = _name(certificate.get("subject", ()))
    issuer = _name(certificate.get("issuer", ()))
    return Caller(
        common_name=subject.get("commonName", ""),
        emitter=subject.get("organizationalUnitName", ""),
        is_of_this_environment=issuer.get("commonName") != OTHER_ENVIRONMENT_CA,
    )


def _name(relative_names: object) -> dict[str, str]:
    if not isinstance(relative_names, tuple):
        return {}
    return {key: value for relative_name in relative_names for key, value in relative_name}

"""The TLS side of the client: whom it trusts and how it shows who it is."""

import os
import ssl

from kiosk.insi.credentials import Credentials


def client_context(credentials: Credentials, *, accept_common_name: bool) -> ssl.SSLContext:
    """Trust the pinned authorities alone; those of the system play no part.

    Raises OSError (ssl.SSLError is one) where a file changed since it was checked.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = accept_common_name
    context.load_verify_locations(cadata=credentials.authorities_pem)
    if credentials.crl_pem is not None:
        _load_crl(context, credentials.crl_pem)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    # An empty password keeps OpenSSL from asking for one at the terminal, for ever.
    password = (credentials.passphrase or "").encode("utf-8", "surrogateescape")
    context.load_cert_chain(credentials.certificate_file, credentials.key_file, password=password)
    return context


def _load_crl(context: ssl.SSLContext, crl_pem: bytes) -> None:
    """The ssl module reads revocation lists from files only, so one is made in memory."""
    with os.fdopen(os.memfd_create("crl"), "wb") as file:
        file.write(crl_pem)
        file.flush()
        context.load_verify_locations(cafile=f"/proc/self/fd/{file.fileno()}")

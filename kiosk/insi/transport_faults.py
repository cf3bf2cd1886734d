"""What a connection that failed means for the caller."""

import http.client
import socket
import ssl
from enum import Enum

from kiosk.insi.outcome import Refused, Unavailable


class Phase(Enum):
    CONNECTING = "connect"
    EXCHANGING = "answer"


class AnswerTooLarge(http.client.HTTPException):
    """The answer is larger than any real one; the connection is of no further use."""


_RENEW = "Order and install a new client certificate."
_INSTALL_OUR_CHAIN = (
    "The service does not know the issuer of the client certificate: check that it is an IGC-Santé certificate of the "
    "configured environment and that insi.certificate_file holds it."
)

# https://www.iana.org/assignments/tls-parameters (alerts), as OpenSSL names them: what the server says of us.
_ALERTS = {
    "TLSV1_ALERT_UNKNOWN_CA": Refused(
        "client_certificate_foreign",
        "the service does not know the issuer of the client certificate",
        advice=_INSTALL_OUR_CHAIN,
    ),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": Refused(
        "client_certificate_expired", "the service finds the client certificate out of date", advice=_RENEW
    ),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": Refused(
        "client_certificate_revoked", "the service finds the client certificate revoked", advice=_RENEW
    ),
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": Refused(
        "client_certificate_required", "the service received no client certificate", advice=_INSTALL_OUR_CHAIN
    ),
}
_ALERTS_REFUSING_CERTIFICATE = frozenset(
    {
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_DECRYPT_ERROR",
    }
)
_VERSION_MISMATCH = frozenset(
    {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW", "TLSV1_ALERT_INSUFFICIENT_SECURITY"}
)
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"})

# X509_V_ERR_* of OpenSSL: what we say of the server.
_VERIFY_CODES = {
    2: "server_certificate_untrusted",
    3: "crl_missing",
    9: "server_certificate_not_yet_valid",
    10: "server_certificate_expired",
    11: "crl_not_yet_valid",
    12: "crl_expired",
    18: "server_certificate_untrusted",
    19: "server_certificate_untrusted",
    20: "server_certificate_untrusted",
    21: "server_certificate_untrusted",
    23: "server_certificate_revoked",
    26: "server_certificate_wrong_purpose",
    62: "server_name_mismatch",
    64: "server_name_mismatch",
}


def problem_of(failure: OSError | http.client.HTTPException, phase: Phase) -> Unavailable | Refused:
    match failure:
        case ssl.SSLCertVerificationError():
            code = _VERIFY_CODES.get(failure.verify_code, "server_certificate_invalid")
            return Unavailable(code, failure.verify_message, retryable=False)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return _closed()
        case ssl.SSLError():
            # The ssl module raises a few of them itself, and those have no reason.
            return _tls_problem(getattr(failure, "reason", None) or "")
        case TimeoutError():
            return Unavailable(f"{phase.value}_timeout", f"no {phase.value} in time", retryable=True)
        case socket.gaierror():
            return Unavailable("host_unknown", "the host name of insi.url was not resolved", retryable=True)
        case ConnectionRefusedError():
            return Unavailable("connection_refused", "nothing listens at insi.url", retryable=True)
        case http.client.IncompleteRead():
            return Unavailable("answer_truncated", "the connection ended within the answer", retryable=True)
        case AnswerTooLarge():
            return Unavailable("answer_too_large", "the answer is larger than any real one", retryable=False)
        case ConnectionError():  # RemoteDisconnected is one of them
            return _closed()
        case http.client.HTTPException():
            return Unavailable("answer_not_http", "the answer is not HTTP/1.1", retryable=False)
        case _:
            return Unavailable("network_unreachable", failure.strerror or "the network failed", retryable=True)


def _closed() -> Unavailable:
    return Unavailable("connection_closed", "the connection was closed before an answer came", retryable=True)


def _tls_problem(reason: str) -> Unavailable | Refused:
    if reason in _ALERTS:
        return _ALERTS[reason]
    if reason in _ALERTS_REFUSING_CERTIFICATE:
        text = f"the service refused the client certificate ({reason})"
        return Refused("client_certificate_refused", text, advice=_INSTALL_OUR_CHAIN)
    if reason in _VERSION_MISMATCH:
        return Unavailable("tls_version", "the server offers neither TLS 1.2 nor TLS 1.3", retryable=False)
    if reason in _NO_TLS:
        return Unavailable("tls_not_spoken", "the server does not speak TLS at this port", retryable=False)
    if reason == "SSLV3_ALERT_HANDSHAKE_FAILURE":
        text = "the server found no common ground: no common version or cipher, or no certificate of its own"
        return Unavailable("tls_handshake_failure", text, retryable=False)
    return Unavailable("tls_failure", reason or "TLS failed", retryable=False)

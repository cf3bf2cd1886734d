import http.client
import socket
import ssl

import pytest

from kiosk.insi.outcome import Refused, Unavailable
from kiosk.insi.transport_faults import AnswerTooLarge, Phase, problem_of


def tls_error(reason):
    error = ssl.SSLError(1, f"[SSL: {reason}] (_ssl.c:1)")
    error.reason = reason
    return error


def verification_error(code):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "message of OpenSSL"
    return error


@pytest.mark.parametrize(
    ("failure", "code", "retryable"),
    [
        (verification_error(10), "server_certificate_expired", False),
        (verification_error(9), "server_certificate_not_yet_valid", False),
        (verification_error(19), "server_certificate_untrusted", False),
        (verification_error(20), "server_certificate_untrusted", False),
        (verification_error(23), "server_certificate_revoked", False),
        (verification_error(62), "server_name_mismatch", False),
        (verification_error(3), "crl_missing", False),
        (verification_error(12), "crl_expired", False),
        (verification_error(7), "server_certificate_invalid", False),
        (tls_error("TLSV1_ALERT_PROTOCOL_VERSION"), "tls_version", False),
        (tls_error("WRONG_VERSION_NUMBER"), "tls_not_spoken", False),
        (tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), "tls_handshake_failure", False),
        (tls_error("BAD_SIGNATURE"), "tls_failure", False),
        (ssl.SSLError("unheard of"), "tls_failure", False),
        (ssl.SSLEOFError(8, "EOF"), "connection_closed", True),
        (socket.gaierror(-2, "Name or service not known"), "host_unknown", True),
        (ConnectionRefusedError(111, "refused"), "connection_refused", True),
        (ConnectionResetError(104, "reset"), "connection_closed", True),
        (BrokenPipeError(32, "pipe"), "connection_closed", True),
        (http.client.RemoteDisconnected("closed"), "connection_closed", True),
        (http.client.IncompleteRead(b"partial"), "answer_truncated", True),
        (AnswerTooLarge(), "answer_too_large", False),
        (http.client.BadStatusLine("garbage"), "answer_not_http", False),
        (http.client.LineTooLong("header line"), "answer_not_http", False),
        (OSError(113, "No route to host"), "network_unreachable", True),
        (OSError(), "network_unreachable", True),
    ],
)
def test_each_failure_of_a_connection_has_a_name(failure, code, retryable):
    problem = problem_of(failure, Phase.EXCHANGING)
    assert isinstance(problem, Unavailable)
    assert (problem.code, problem.retryable) == (code, retryable)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", "client_certificate_foreign"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "client_certificate_expired"),
        ("SSLV3_ALERT_CERTIFICATE_REVOKED", "client_certificate_revoked"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "client_certificate_required"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "client_certificate_refused"),
        ("TLSV1_ALERT_ACCESS_DENIED", "client_certificate_refused"),
    ],
)
def test_an_alert_about_our_certificate_is_a_refusal_with_advice(reason, code):
    problem = problem_of(tls_error(reason), Phase.EXCHANGING)
    assert isinstance(problem, Refused)
    assert problem.code == code
    assert problem.advice


@pytest.mark.parametrize(
    ("phase", "code"), [(Phase.CONNECTING, "connect_timeout"), (Phase.EXCHANGING, "answer_timeout")]
)
def test_a_timeout_tells_what_was_waited_for(phase, code):
    assert problem_of(TimeoutError("timed out"), phase).code == code

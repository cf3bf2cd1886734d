"""Whatever a server says after the handshake, the client ends in a named outcome."""

import contextlib
import socket
import ssl
import threading
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.insi.client import InsiClient
from kiosk.insi.outcome import Outcome
from tests.emulators.insi import pki as simulated
from tests.insi_settings import client_settings
from tests.integration.insi_client.persons import DOMINIQUE
from tests.unit.kiosk.insi import answers


class _AnyServer:
    """Takes one request a connection and answers it with the bytes it was given."""

    def __init__(self, pki: simulated.Pki) -> None:
        self.said = b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        right = pki.server_named("right")
        context.load_cert_chain(right.certificate, right.key)
        self._listener = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.url = f"https://localhost:{self._listener.getsockname()[1]}/lps"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed by `stop`
                return
            with connection, contextlib.suppress(OSError):  # the client may hang up at any moment
                connection.settimeout(2)
                received = b""
                while b"</soap-env:Envelope>" not in received and (more := connection.recv(65536)):
                    received += more
                connection.sendall(self.said)
                connection.unwrap()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture(scope="module")
def server(pki_folder):
    server = _AnyServer(simulated.prepare(pki_folder))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def of_any_server(server, pki_folder):
    client = InsiClient(replace(client_settings(server.url, simulated.Pki(pki_folder)), search_timeout_s=1.0))
    yield client
    client.close()


BODIES = st.sampled_from([b"", answers.later(), answers.fault(), b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"<html/>"])
STATUS_LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.0 500 No",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 2000 x",
        b"HTTP/9.9 200 OK",
        b"HTTP/1.1",
        b"",
    ]
)
HEADERS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"Content-Length: 5",
                b"Content-Length: -1",
                b"Content-Length: 99999999999999999999",
                b"Content-Length: many",
                b"Transfer-Encoding: chunked",
                b"Transfer-Encoding: gzip, chunked",
                b"Content-Type: application/soap+xml",
                b"Content-Type: \xff\xfe",
                b"Content-Encoding: gzip",
                b"Connection: close",
                b": nameless",
                b"no colon",
            ]
        ),
        st.binary(max_size=20),
    ),
    max_size=4,
)


@st.composite
def nearly_http(draw):
    return b"\r\n".join([draw(STATUS_LINES), *draw(HEADERS), b"", draw(BODIES)])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.one_of(st.binary(max_size=200), nearly_http()))
def test_any_bytes_are_an_outcome(server, of_any_server, said):
    server.said = said
    result = of_any_server.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, get_args(Outcome))
    assert len(result.calls) == 1

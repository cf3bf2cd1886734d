"""The TLS server: one thread for each connection, every wait with a deadline."""

import contextlib
import itertools
import socket
import socketserver
import ssl
import sys
import threading
from typing import Any, assert_never

from tests.emulators.insi import connections, record, tls
from tests.emulators.insi.http_connection import HttpConnection
from tests.emulators.insi.misbehavior import BadTls
from tests.emulators.insi.pki import Pki, ServerCertificate
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.tls import TlsVersions

_HANDSHAKE_S = 10.0


class InsiServer(socketserver.ThreadingTCPServer):
    """Serves the one URL of the service over TLS; `stop` cuts what is still open."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        simulator: Simulator,
        pki: Pki,
        versions: TlsVersions,
        *,
        asks_client: bool,
        idle_s: float,
    ) -> None:
        super().__init__(address, socketserver.BaseRequestHandler)  # finish_request makes the real one
        self._simulator = simulator
        self._stopping = threading.Event()
        self._idle_s = idle_s
        self._pki = pki
        self._versions = versions
        self._asks_client = asks_client
        self._numbers = itertools.count(1)
        self._context(ServerCertificate.RIGHT)  # a bad PKI folder is found at start

    def stop(self) -> None:
        """Stop serving, cut the open connections and wait for their threads."""
        self._stopping.set()
        self.shutdown()
        self._simulator.connections.cut_all()
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        number = next(self._numbers)
        request.settimeout(_HANDSHAKE_S)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._simulator.connections.keeping(request):
            connection = self._secured(request, number)
        if connection is None:
            return
        with self._simulator.connections.keeping(connection):
            connection.settimeout(self._idle_s)
            try:
                HttpConnection(
                    connection,
                    client_address,
                    self,
                    number=number,
                    simulator=self._simulator,
                    stopping=self._stopping,
                )
            finally:
                connections.close(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that goes away is no news
            super().handle_error(request, client_address)

    def _context(self, certificate: ServerCertificate) -> ssl.SSLContext:
        return tls.server_context(self._pki, certificate, self._versions, asks_client=self._asks_client)

    def _secured(self, request: socket.socket, number: int) -> ssl.SSLSocket | None:
        match self._simulator.handshakes.take() or self._simulator.server_certificate:
            case ServerCertificate() as certificate:
                return self._handshake(request, self._context(certificate), number)
            case BadTls.NO_COMMON_VERSION:
                return self._handshake(request, tls.obsolete_context(self._pki), number)
            case BadTls.RESET:
                request.recv(1)  # the client must have begun
                connections.reset(request)
            case BadTls.SILENCE:
                self._wait_for_the_client_to_leave(request)
            case BadTls.NOT_TLS:
                request.recv(1)
                request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                connections.linger(request)
            case other:
                assert_never(other)
        self._simulator.record.add_handshake(record.Handshake(number, succeeded=False, detail="as planned"))
        return None

    def _handshake(self, request: socket.socket, context: ssl.SSLContext, number: int) -> ssl.SSLSocket | None:
        connection = context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        try:
            with self._simulator.connections.keeping(connection):
                connection.do_handshake()
        except OSError as error:
            self._simulator.record.add_handshake(record.Handshake(number, succeeded=False, detail=_reason(error)))
            connections.linger(connection)
            connection.close()
            return None
        version = connection.version() or ""
        self._simulator.record.add_handshake(record.Handshake(number, succeeded=True, detail=version))
        return connection

    def _wait_for_the_client_to_leave(self, request: socket.socket) -> None:
        request.settimeout(self._idle_s)
        with contextlib.suppress(OSError):
            while request.recv(4096):
                pass


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return (error.reason or str(error)).lower().replace("_", " ")
    return type(error).__name__

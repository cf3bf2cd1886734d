"""The TLS and HTTP server: one thread for each connection, every wait with a deadline."""

import contextlib
import itertools
import os
import re
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import uuid
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import assert_never

from lxml import etree

from tests.emulators.insi import bad_http, faults, record, tls
from tests.emulators.insi.bad_http import Reply
from tests.emulators.insi.misbehavior import BadAnswer, BadHttp, BadTls, Drop, InjectedFault, Injection
from tests.emulators.insi.names import SOAP
from tests.emulators.insi.pki import Pki, ServerCertificate
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.teleservice import Answer
from tests.emulators.insi.tls import TlsVersions

PATH = "/lps"
_CONTENT_TYPE = "application/soap+xml; charset=utf-8"
_HANDSHAKE_S = 10.0
_IDLE_S = 60.0
_LINGER_S = 1.0
_MAX_REQUEST_BYTES = 1 << 20
_CLOSED = -1
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)
_CHUNK_SIZE = re.compile(r"[0-9A-Fa-f]{1,8}", re.ASCII)
_MAX_CHUNK_HEADER = 8192
_MAX_TRAILERS = 32


class InsiServer(socketserver.ThreadingTCPServer):
    """Serves `https://…/lps`; `stop` cuts what is still open."""

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
        asks_client: bool = True,
        idle_s: float = _IDLE_S,
    ) -> None:
        super().__init__(address, Connection)
        self.simulator = simulator
        self.stopping = threading.Event()
        self.idle_s = idle_s
        self._pki = pki
        self._versions = versions
        self._asks_client = asks_client
        self._connections = itertools.count(1)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._context(ServerCertificate.RIGHT)  # a bad PKI folder is found at start

    def stop(self) -> None:
        """Stop serving, cut the open connections and wait for their threads."""
        self.stopping.set()
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)  # TLS stays usable for its own thread
        self.server_close()

    def finish_request(self, request, client_address) -> None:
        number = next(self._connections)
        request.settimeout(_HANDSHAKE_S)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._tracked(request):
            connection = self._secured(request, number)
        if connection is None:
            return
        with self._tracked(connection):
            connection.settimeout(self.idle_s)
            try:
                Connection(connection, client_address, self, number)
            finally:
                _close(connection)

    def handle_error(self, request, client_address) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):  # a client that goes away is no news
            super().handle_error(request, client_address)

    @contextlib.contextmanager
    def _tracked(self, connection: socket.socket):
        with self._open_lock:
            self._open.add(connection)
        if self.stopping.is_set():
            connection.close()
        try:
            yield
        finally:
            with self._open_lock:
                self._open.discard(connection)

    def _context(self, certificate: ServerCertificate) -> ssl.SSLContext:
        return tls.server_context(self._pki, certificate, self._versions, asks_client=self._asks_client)

    def _secured(self, request: socket.socket, number: int) -> ssl.SSLSocket | None:
        match self.simulator.handshakes.take() or self.simulator.server_certificate:
            case ServerCertificate() as certificate:
                return self._handshake(request, self._context(certificate), number)
            case BadTls.NO_COMMON_VERSION:
                return self._handshake(request, tls.obsolete_context(self._pki), number)
            case BadTls.RESET:
                request.recv(1)  # the client must have begun
                _reset(request)
            case BadTls.SILENCE:
                self._wait_for_the_client_to_leave(request)
            case BadTls.NOT_TLS:
                request.recv(1)
                request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            case other:
                assert_never(other)
        self.simulator.record.add_handshake(record.Handshake(number, succeeded=False, detail="as planned"))
        return None

    def _handshake(self, request: socket.socket, context: ssl.SSLContext, number: int) -> ssl.SSLSocket | None:
        connection = context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        try:
            connection.do_handshake()
        except OSError as error:
            self.simulator.record.add_handshake(record.Handshake(number, succeeded=False, detail=_reason(error)))
            _linger(connection)
            connection.close()
            return None
        self.simulator.record.add_handshake(record.Handshake(number, succeeded=True, detail=connection.version() or ""))
        return connection

    def _wait_for_the_client_to_leave(self, request: socket.socket) -> None:
        request.settimeout(self.idle_s)
        with contextlib.suppress(OSError):
            while request.recv(4096):
                pass


class Connection(BaseHTTPRequestHandler):
    """One TLS connection, kept alive for as many requests as the client likes."""

    protocol_version = "HTTP/1.1"
    server: InsiServer

    def __init__(self, connection: ssl.SSLSocket, client_address, server: InsiServer, number: int) -> None:
        self._number = number
        self._tls = connection
        self._caller = tls.caller_of(connection)
        super().__init__(connection, client_address, server)

    def version_string(self) -> str:
        return "insi-simulator"

    def log_message(self, *_) -> None:
        """Stay silent: the console shows what `Simulator.note` says."""

    def do_POST(self) -> None:
        body = self._read_body()
        if body is None:
            return
        if self.path.partition("?")[0] != PATH:
            self._send(Reply.html(HTTPStatus.NOT_FOUND))
            return
        simulator = self.server.simulator
        answer = simulator.teleservice.answer(body, self._caller)
        self.server.stopping.wait(simulator.take_delay())
        bad = simulator.answers.take()
        reply, result = self._reply(answer, bad)
        simulator.note(self._received(body, answer, reply, result))
        match bad:
            case Drop() as drop:
                self._drop(drop, reply)
            case BadHttp.ENDLESS:
                self._send_without_end(reply)
            case BadHttp.NOT_HTTP:
                self._write(reply.body)
                self.close_connection = True
            case _:
                self._send(reply)

    def do_GET(self) -> None:
        known = self.path.partition("?")[0] == PATH
        self._send(Reply.html(HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND))

    def _reply(self, answer: Answer, bad: BadAnswer | None) -> tuple[Reply, str]:
        usual = Reply(answer.status, _CONTENT_TYPE, answer.body)
        match bad:
            case None:
                return usual, answer.result
            case Drop() as drop:
                return usual, drop
            case BadHttp() as bad_answer:
                return bad_http.reply(bad_answer, usual), bad_answer
            case Injection(body, status, content_type):
                return Reply(status or _status_of(body), content_type, body), "injected"
            case InjectedFault(code):
                refusal = self.server.simulator.teleservice.refuse(faults.TABLE[code], answer.request)
                return Reply(refusal.status, _CONTENT_TYPE, refusal.body), code
            case other:
                assert_never(other)

    def _received(self, body: bytes, answer: Answer, reply: Reply, result: str) -> record.Received:
        request = answer.request
        return record.Received(
            number=self.server.simulator.record.next_number(),
            at=record.timestamp(),
            connection=self._number,
            tls_version=self._tls.version() or "",
            client_cn=self._caller.common_name,
            client_ou=self._caller.structure_id,
            http_headers={name.lower(): value for name, value in self.headers.items()},
            body=body.decode("utf-8", "replace"),
            operation=request.operation if request else "",
            message_id=request.message_id if request else "",
            status=reply.status,
            result=result,
        )

    def _read_body(self) -> bytes | None:
        """Read the request's body; None where there is none to work with, the refusal being sent."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = self.headers.get("Content-Length", "")
        if not _LENGTH.fullmatch(length):
            return self._refuse(HTTPStatus.LENGTH_REQUIRED)
        if int(length) > _MAX_REQUEST_BYTES:
            return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        return body

    def _read_chunks(self) -> bytes | None:
        chunks = bytearray()
        while True:
            size = self.rfile.readline(_MAX_CHUNK_HEADER).partition(b";")[0].strip().decode("latin-1")
            if not _CHUNK_SIZE.fullmatch(size):
                return self._refuse(HTTPStatus.BAD_REQUEST)
            if len(chunks) + int(size, 16) > _MAX_REQUEST_BYTES:
                return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if int(size, 16) == 0:
                break
            chunks += self.rfile.read(int(size, 16))
            self.rfile.readline(_MAX_CHUNK_HEADER)
        for _ in range(_MAX_TRAILERS):
            if not self.rfile.readline(_MAX_CHUNK_HEADER).strip():
                return bytes(chunks)
        return self._refuse(HTTPStatus.BAD_REQUEST)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer that the request cannot be read, and hang up: where the next one begins is not known."""
        self.close_connection = True
        self._send(Reply.html(status))

    def _head(self, reply: Reply, *, length: int | None) -> bytes:
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            f"X-ORACLE-DMS-ECID: {uuid.uuid4()}-{self._number:08x}",
            f"Date: {self.date_time_string()}",
        ]
        if reply.content_type:
            lines.append(f"Content-Type: {reply.content_type}")
        lines += [f"{name}: {value}" for name, value in reply.headers]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _send(self, reply: Reply) -> None:
        self._write(self._head(reply, length=len(reply.body)) + reply.body)

    def _drop(self, drop: Drop, reply: Reply) -> None:
        message = self._head(reply, length=len(reply.body)) + reply.body
        match drop:
            case Drop.BEFORE_ANSWER:
                pass
            case Drop.IN_HEADERS:
                self._write(message[:40])
            case Drop.IN_BODY:
                self._write(message[: -len(reply.body) // 2])
            case Drop.AFTER_ANSWER:
                # Without a word in the headers: the client finds out with its next request.
                self._write(message)
                self.close_connection = True
                return
            case other:
                assert_never(other)
        self.close_connection = True
        _reset(self._tls)

    def _send_without_end(self, reply: Reply) -> None:
        self.close_connection = True
        self._write(self._head(reply, length=None))
        while not self.server.stopping.is_set():
            self._write(reply.body)

    def _write(self, data: bytes) -> None:
        self._tls.sendall(data)


def _status_of(body: bytes) -> int:
    """Tell the HTTP status that fits a file: 500 for a fault, as the service does."""
    try:
        root = etree.fromstring(body.strip(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return 200
    return 500 if root.find(f".//{{{SOAP}}}Fault") is not None else 200


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return (error.reason or str(error)).lower().replace("_", " ")
    return type(error).__name__


def _reset(connection: socket.socket) -> None:
    """Close with a TCP reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # close() would wait for the files made of the socket, and TLS would say goodbye first.
    os.close(connection.detach())


def _close(connection: ssl.SSLSocket) -> None:
    """Say goodbye in TLS without waiting for the other side to do so."""
    if connection.fileno() != _CLOSED:
        with contextlib.suppress(OSError):
            connection.settimeout(0)
            connection.unwrap()
        _linger(connection)
    connection.close()


def _linger(connection: ssl.SSLSocket) -> None:
    """Let the client read the last words: closing on what it has sent meanwhile would reset the connection."""
    deadline = time.monotonic() + _LINGER_S
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_WR)
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            if not socket.socket.recv(connection, 65536):
                return

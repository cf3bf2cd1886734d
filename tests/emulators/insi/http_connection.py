"""One TLS connection, kept alive for as many requests as the client likes."""

import re
import socketserver
import ssl
import threading
import uuid
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, assert_never

from lxml import etree

from tests.emulators.insi import bad_http, connections, faults, record, tls
from tests.emulators.insi.bad_http import Reply
from tests.emulators.insi.misbehavior import BadAnswer, BadHttp, Drop, InjectedFault, Injection
from tests.emulators.insi.names import SOAP
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.teleservice import Answer

PATH = "/lps"
_CONTENT_TYPE = "application/soap+xml; charset=utf-8"
_MAX_REQUEST_BYTES = 1 << 20
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)
_CHUNK_SIZE = re.compile(r"[0-9A-Fa-f]{1,8}", re.ASCII)
_MAX_CHUNK_HEADER = 8192
_MAX_TRAILERS = 32
_DRIP_S = 0.1
_KEPT_BYTES = 65536


class HttpConnection(BaseHTTPRequestHandler):
    """Answers requests until either side ends the connection; runs in the connection's own thread."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self,
        connection: ssl.SSLSocket,
        client_address: Any,
        server: socketserver.BaseServer,
        *,
        number: int,
        simulator: Simulator,
        stopping: threading.Event,
    ) -> None:
        self._tls = connection
        self._number = number
        self._simulator = simulator
        self._stopping = stopping
        self._caller = tls.caller_of(connection)
        super().__init__(connection, client_address, server)

    def version_string(self) -> str:
        return "insi-simulator"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
        """Stay silent: the console shows what `Simulator.note` says."""

    def do_GET(self) -> None:
        is_known = self.path.partition("?")[0] == PATH
        self._send(Reply.html(HTTPStatus.METHOD_NOT_ALLOWED if is_known else HTTPStatus.NOT_FOUND))

    def do_POST(self) -> None:
        body = self._read_body()
        if isinstance(body, HTTPStatus):
            self.close_connection = True  # where the next request begins is not known
            self._send(Reply.html(body))
        elif self.path.partition("?")[0] != PATH:
            self._send(Reply.html(HTTPStatus.NOT_FOUND))
        else:
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        answer = self._simulator.teleservice.answer(body, self._caller)
        # Plans are taken and the request noted before any wait: a client that gives up leaves nothing for the next one.
        delay_s = self._simulator.take_delay()
        bad = self._simulator.answers.take()
        reply, result = self._reply(answer, bad)
        self._simulator.note(self._received(body, answer, reply, result))
        self._stopping.wait(delay_s)
        match bad:
            case Drop() as drop:
                self._drop(drop, reply)
            case BadHttp.ENDLESS:
                self._send_without_end(reply)
            case BadHttp.DRIP:
                self._send_slowly(reply)
            case BadHttp.NOT_HTTP:
                self._write(reply.body)
                self.close_connection = True
            case _:
                self._send(reply)

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
                refusal = self._simulator.teleservice.refuse(faults.TABLE[code], answer.request, self._caller)
                return Reply(refusal.status, _CONTENT_TYPE, refusal.body), code
            case other:
                assert_never(other)

    def _received(self, body: bytes, answer: Answer, reply: Reply, result: str) -> record.Received:
        request = answer.request
        headers = {name.lower(): value for name, value in self.headers.items()}
        examiner = self._simulator.examiner
        return record.Received(
            number=self._simulator.record.next_number(),
            at=record.timestamp(),
            connection=self._number,
            tls_version=self._tls.version() or "",
            client_cn=self._caller.common_name,
            client_ou=self._caller.emitter,
            http_headers=headers,
            body=body.decode("utf-8", "replace"),
            operation=request.operation if request else "",
            message_id=request.message_id if request else "",
            status=reply.status,
            result=result,
            answer=reply.body[:_KEPT_BYTES].decode("utf-8", "replace"),
            deviations=examiner.examine(request, headers, answer.caller, reply.body) if examiner and request else (),
        )

    def _read_body(self) -> bytes | HTTPStatus:
        """Read the request's body, or tell why there is none to work with."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = self.headers.get("Content-Length", "")
        if not _LENGTH.fullmatch(length):
            return HTTPStatus.LENGTH_REQUIRED
        if int(length) > _MAX_REQUEST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else HTTPStatus.BAD_REQUEST

    def _read_chunks(self) -> bytes | HTTPStatus:
        chunks = bytearray()
        while True:
            size = self.rfile.readline(_MAX_CHUNK_HEADER).partition(b";")[0].strip().decode("latin-1")
            if not _CHUNK_SIZE.fullmatch(size):
                return HTTPStatus.BAD_REQUEST
            if len(chunks) + int(size, 16) > _MAX_REQUEST_BYTES:
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            if int(size, 16) == 0:
                break
            chunks += self.rfile.read(int(size, 16))
            self.rfile.readline(_MAX_CHUNK_HEADER)
        for _ in range(_MAX_TRAILERS):
            if not self.rfile.readline(_MAX_CHUNK_HEADER).strip():
                return bytes(chunks)
        return HTTPStatus.BAD_REQUEST

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
                self._write(message[: message.index(b"-DMS")])
            case Drop.IN_BODY:
                self._write(message[: len(message) - len(reply.body) // 2])
            case Drop.AFTER_ANSWER:
                # Without a word in the headers: the client finds out with its next request.
                self._write(message)
                self.close_connection = True
                return
            case other:
                assert_never(other)
        self.close_connection = True
        connections.reset(self._tls)

    def _send_without_end(self, reply: Reply) -> None:
        self.close_connection = True
        self._write(self._head(reply, length=None))
        while not self._stopping.is_set():
            self._write(reply.body)

    def _send_slowly(self, reply: Reply) -> None:
        """Send a byte now and then: no single wait of the client is long, all together are."""
        self._write(self._head(reply, length=len(reply.body)))
        for byte in reply.body:
            self._write(bytes([byte]))
            if self._stopping.wait(_DRIP_S):
                return

    def _write(self, data: bytes) -> None:
        self._tls.sendall(data)


def _status_of(body: bytes) -> int:
    """Tell the HTTP status that fits a file: 500 for a fault, as the service does."""
    try:
        root = etree.fromstring(body.strip(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return 200
    return 500 if root.find(f".//{{{SOAP}}}Fault") is not None else 200

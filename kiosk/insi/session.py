"""One kept-alive mutual-TLS connection to the service.

http.client is used directly because the usual clients do not meet two needs of a kiosk: every read counts against one
deadline, and a connection warmed up before the first request must not be taken for a dropped one only because the
session tickets of TLS 1.3 wait unread on it.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

from kiosk.insi.answer import MAX_ANSWER_BYTES, HttpAnswer
from kiosk.insi.deadline import Deadline
from kiosk.insi.outcome import Refused, Unavailable
from kiosk.insi.transport_faults import AnswerTooLarge, Phase, problem_of

_HTTPS_PORT: Final = 443
_CLOSED_BY_SERVER = (
    ConnectionResetError,
    BrokenPipeError,
    ConnectionAbortedError,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)

# Between two patients a firewall may forget the connection without a word: probes keep it known, or find it dead.
_SOCKET_OPTIONS = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)


class _DeadlineSocket(ssl.SSLSocket):
    """Lets no single read or write outlast the deadline of the whole exchange."""

    deadline: Deadline

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self._limit()
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self._limit()
        return super().send(*args, **kwargs)

    def _limit(self) -> None:
        self.settimeout(self.deadline.require_left_s())


class _Connection(http.client.HTTPSConnection):
    sock: _DeadlineSocket


class Session:
    """Owned by one thread. The connection is opened by need, and replaced silently when the server closed it."""

    def __init__(self, url: str, context: ssl.SSLContext, connect_timeout_s: float) -> None:
        """Raises ValueError unless `url` is an https one with a host that has the form of one."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("insi.url is not an https address")
        self._host = parts.hostname
        self._host.encode("idna")  # a label of 64 characters would raise only where the name is resolved
        self._port = parts.port or _HTTPS_PORT
        self._path = parts.path or "/"
        if parts.query:
            self._path += f"?{parts.query}"
        context.sslsocket_class = _DeadlineSocket
        self._context = context
        self._connect_timeout_s = connect_timeout_s
        self._connection: _Connection | None = None

    def warm_up(self, deadline: Deadline) -> Unavailable | Refused | None:
        """Have a connection ready; None when it is."""
        try:
            if self._live_connection() is None:
                self._open(deadline)
        except OSError as failure:
            self.close()
            return problem_of(failure, Phase.CONNECTING)
        return None

    def post(self, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> HttpAnswer | Unavailable | Refused:
        """Send one request and read its whole answer before the deadline."""
        phase = Phase.EXCHANGING
        try:
            kept = self._live_connection()
            if kept is not None:
                try:
                    return self._exchange(kept, body, headers, deadline)
                except _CLOSED_BY_SERVER:
                    # The server closed it at the very moment of our request. A search changes nothing, so it may be
                    # sent again; only a fresh connection that closes is a failure.
                    self.close()
            phase = Phase.CONNECTING
            fresh = self._open(deadline)
            phase = Phase.EXCHANGING
            return self._exchange(fresh, body, headers, deadline)
        except (OSError, http.client.HTTPException) as failure:
            self.close()
            return problem_of(failure, phase)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _live_connection(self) -> _Connection | None:
        """Return the kept connection unless the server closed it or said something unasked."""
        if self._connection is None:
            return None
        tls = self._connection.sock
        tls.settimeout(0)
        try:
            # Reading also takes in the session tickets of TLS 1.3.
            tls.recv(1)
        except ssl.SSLWantReadError:
            return self._connection
        except OSError:
            # Closed or refused: a fresh connection will meet the same reason, if it lasts, and name it.
            pass
        self.close()
        return None

    def _open(self, deadline: Deadline) -> _Connection:
        limit = Deadline(min(deadline.at, deadline.clock() + self._connect_timeout_s), deadline.clock)
        tcp = _connect(self._host, self._port, limit)
        tls = self._context.wrap_socket(tcp, server_hostname=self._host, do_handshake_on_connect=False)
        connection = _Connection(self._host, self._port, context=self._context)
        connection.sock = cast("_DeadlineSocket", tls)  # as the context was told to make them
        self._connection = connection
        tls.settimeout(limit.require_left_s())
        tls.do_handshake()
        return connection

    def _exchange(
        self,
        connection: _Connection,
        body: bytes,
        headers: Mapping[str, str],
        deadline: Deadline,
    ) -> HttpAnswer:
        connection.sock.deadline = deadline
        try:
            connection.request("POST", self._path, body, dict(headers))
        except _CLOSED_BY_SERVER as failure:
            raise _alert_behind(failure, connection.sock) from failure
        response = connection.getresponse()
        content = _read_body(response)
        if response.will_close:
            self.close()
        return HttpAnswer(response.status, response.getheader("Content-Type", ""), content)


def _read_body(response: http.client.HTTPResponse) -> bytes:
    """Raises IncompleteRead where the connection ended first, AnswerTooLarge before an oversized body is held."""
    if response.length is not None and response.length <= MAX_ANSWER_BYTES:
        # Only a read without a size tells a body that ended too early.
        return response.read()
    content = response.read(MAX_ANSWER_BYTES + 1)
    if len(content) > MAX_ANSWER_BYTES:
        raise AnswerTooLarge
    return content


def _alert_behind(failure: OSError, tls: ssl.SSLSocket) -> OSError:
    """Return the TLS alert a closing server sent just before, where there is one: it says why.

    With TLS 1.3 the server judges our certificate after we took the handshake for finished.
    """
    try:
        tls.settimeout(0)
        tls.recv(1)
    except ssl.SSLWantReadError:
        return failure
    except OSError as reason:
        return reason
    return failure


def _connect(host: str, port: int, limit: Deadline) -> socket.socket:
    """Try the addresses of the host in turn; raises the failure of the last one."""
    failure: OSError = socket.gaierror("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(limit.require_left_s())
            connected.connect(address)
        except OSError as error:
            connected.close()
            failure = error
        else:
            for level, option, value in _SOCKET_OPTIONS:
                connected.setsockopt(level, option, value)
            return connected
    raise failure

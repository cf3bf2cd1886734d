"""The open connections, and the ways of ending one."""

import contextlib
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator

_LINGER_S = 1.0
_CLOSED = -1


class OpenConnections:
    """Safe from any thread; a connection added after `cut_all` is cut at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_over = False

    @contextlib.contextmanager
    def keeping(self, connection: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.add(connection)
            if self._is_over:
                _shut(connection, socket.SHUT_RDWR)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)

    def end_all(self) -> None:
        """Let each connection read no further request: it ends after the answer under way."""
        with self._lock:
            for connection in self._open:
                _shut(connection, socket.SHUT_RD)

    def cut_all(self) -> None:
        with self._lock:
            self._is_over = True
            for connection in self._open:
                _shut(connection, socket.SHUT_RDWR)

    def __len__(self) -> int:
        with self._lock:
            return len(self._open)


def reset(connection: socket.socket) -> None:
    """Close with a TCP reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # close() would wait for the files made of the socket, and TLS would say goodbye first.
    os.close(connection.detach())


def close(connection: ssl.SSLSocket) -> None:
    """Say goodbye in TLS without waiting for the other side to do so."""
    if connection.fileno() != _CLOSED:
        with contextlib.suppress(OSError):
            connection.settimeout(0)
            connection.unwrap()
        linger(connection)
    connection.close()


def linger(connection: socket.socket) -> None:
    """Let the client read the last words: closing on what it has sent meanwhile would reset the connection."""
    deadline = time.monotonic() + _LINGER_S
    _shut(connection, socket.SHUT_WR)
    with contextlib.suppress(OSError):
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            if not socket.socket.recv(connection, 65536):
                return


def _shut(connection: socket.socket, how: int) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, how)  # the TLS layer stays usable for the thread that owns it

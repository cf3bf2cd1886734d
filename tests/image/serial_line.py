"""The host's end of a serial line of QEMU."""

import re
import socket
import threading
import time
from pathlib import Path

_POLL_S = 0.05
_CONNECT_S = 10.0


class NotSeen(AssertionError):
    """What was waited for did not come over the line in time."""


class SerialLine:
    """A thread reads all the time: a line that nobody reads fills up, and then the whole guest stands still."""

    def __init__(self, path: Path, log: Path) -> None:
        self._socket = connect(path)
        self._log = log.open("ab", buffering=0)
        self._received = b""
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, name=f"serial line {path.name}")
        self._thread.start()

    def expect(self, pattern: str, timeout_s: float) -> re.Match[bytes]:
        """Wait for a pattern and forget everything up to its end; raises NotSeen."""
        form = re.compile(pattern.encode(), re.DOTALL)
        ends_at_s = time.monotonic() + timeout_s
        with self._changed:
            while True:
                if seen := form.search(self._received):
                    self._received = self._received[seen.end() :]
                    return seen
                left_s = ends_at_s - time.monotonic()
                if left_s <= 0 or self._ended:
                    tail = self._received[-600:].decode("utf-8", "replace")
                    raise NotSeen(f"{pattern!r} did not come within {timeout_s:.0f} s; the line's end:\n{tail}")
                self._changed.wait(left_s)

    def send(self, text: str) -> None:
        self._socket.sendall(text.encode())

    def forget(self) -> None:
        """Drop what came so far."""
        with self._changed:
            self._received = b""

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        self._log.close()

    def _read(self) -> None:
        while True:
            try:
                data = self._socket.recv(1 << 16)
            except OSError:
                data = b""
            self._log.write(data)
            with self._changed:
                self._received += data
                self._ended = not data
                self._changed.notify_all()
            if not data:
                return


def connect(path: Path) -> socket.socket:
    """Connect to a socket that QEMU is about to make."""
    ends_at_s = time.monotonic() + _CONNECT_S
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
        except OSError:
            connection.close()
            if time.monotonic() > ends_at_s:
                raise
            time.sleep(_POLL_S)
        else:
            return connection

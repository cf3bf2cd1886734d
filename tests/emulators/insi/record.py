"""What the simulator received, kept in memory for whoever asks over the control socket."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from tests.emulators.insi.deviations import Deviation

_KEPT = 1000


@dataclass(frozen=True)
class Received:
    """One request and what became of it."""

    number: int
    at: str
    connection: int
    """The same number for all requests of one TLS connection."""
    tls_version: str
    client_cn: str
    client_ou: str
    http_headers: dict[str, str]
    body: str
    operation: str
    message_id: str
    status: int
    """HTTP status of the answer; 0 where none was given."""
    result: str
    """CR code, code of the fault, or the misbehavior by name."""
    answer: str
    """The body that was made for the answer, at most its first 64 KiB."""
    deviations: tuple[Deviation, ...] = ()
    """In strict mode only."""


@dataclass(frozen=True)
class Handshake:
    """One attempt at a TLS connection."""

    connection: int
    succeeded: bool
    detail: str
    """The TLS version, or why there was none."""


class Record:
    """The last thousand requests and handshakes. Safe from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests: deque[Received] = deque(maxlen=_KEPT)
        self._handshakes: deque[Handshake] = deque(maxlen=_KEPT)
        self._count = 0

    def next_number(self) -> int:
        with self._changed:
            self._count += 1
            return self._count

    def add_request(self, received: Received) -> None:
        with self._changed:
            self._requests.append(received)
            self._changed.notify_all()

    def add_handshake(self, handshake: Handshake) -> None:
        with self._changed:
            self._handshakes.append(handshake)
            self._changed.notify_all()

    def requests(self) -> list[Received]:
        with self._changed:
            return list(self._requests)

    def handshakes(self) -> list[Handshake]:
        with self._changed:
            return list(self._handshakes)

    def wait_for(self, *, requests: int, handshakes: int, timeout_s: float) -> bool:
        """Wait until at least so many are kept; False when the time is up before."""
        with self._changed:
            return self._changed.wait_for(
                lambda: len(self._requests) >= requests and len(self._handshakes) >= handshakes, timeout_s
            )

    def clear(self) -> None:
        with self._changed:
            self._requests.clear()
            self._handshakes.clear()


def timestamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

"""What the simulator is told to do wrong, and how often."""

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from tests.emulators.insi.pki import ServerCertificate

T = TypeVar("T")


class Drop(StrEnum):
    """Where the connection is cut."""

    BEFORE_ANSWER = "before-answer"
    IN_HEADERS = "in-headers"
    IN_BODY = "in-body"
    AFTER_ANSWER = "after-answer"


class BadHttp(StrEnum):
    """An answer that is none of the service's."""

    BAD_GATEWAY = "bad-gateway"
    SERVICE_UNAVAILABLE = "service-unavailable"
    EMPTY = "empty"
    WRONG_CONTENT_TYPE = "wrong-content-type"
    REDIRECT = "redirect"
    HUGE = "huge"
    ENDLESS = "endless"
    DRIP = "drip"
    HALF_XML = "half-xml"
    NOT_HTTP = "not-http"
    FAULT_WITH_200 = "fault-with-200"
    DOCTYPE = "doctype"
    ENTITY_BOMB = "entity-bomb"
    EXTERNAL_ENTITY = "external-entity"


class BadTls(StrEnum):
    """A handshake that comes to nothing."""

    NO_COMMON_VERSION = "no-common-version"
    RESET = "reset"
    SILENCE = "silence"
    NOT_TLS = "not-tls"


@dataclass(frozen=True)
class Injection:
    body: bytes
    status: int
    """0 means 500 for a fault and 200 else."""
    content_type: str


@dataclass(frozen=True)
class InjectedFault:
    code: str


BadAnswer: TypeAlias = Drop | BadHttp | Injection | InjectedFault
Handshake: TypeAlias = ServerCertificate | BadTls


@dataclass
class _Planned(Generic[T]):
    what: T
    left: int | None
    """None: until the plans are cleared."""


class Plans(Generic[T]):
    """A queue of what is to happen to the next ones; used up in the order it was planned. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: deque[_Planned[T]] = deque()

    def add(self, what: T, count: int | None = 1) -> None:
        if count is None or count > 0:
            with self._lock:
                self._queue.append(_Planned(what, count))

    def take(self) -> T | None:
        with self._lock:
            if not self._queue:
                return None
            planned = self._queue[0]
            if planned.left is not None:
                planned.left -= 1
                if planned.left == 0:
                    self._queue.popleft()
            return planned.what

    def clear(self) -> None:
        with self._lock:
            self._queue.clear()

    def __len__(self) -> int:
        with self._lock:
            return len(self._queue)

"""Answers the technician's console over a Unix socket, from what the main thread last published."""

import os
import select
import socket
import struct
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog

from kiosk.control.protocol import (
    MAX_LINE_BYTES,
    Answer,
    Order,
    ProtocolError,
    Question,
    decode_request,
    encode_answer,
)

_LOOK_S = 1.0
_VISIT_S = 5.0
"""A client may stay this long; then it connects anew, so that none keeps the others out."""

_log = structlog.get_logger()

Snapshot = Callable[[], Mapping[Question, dict[str, Any]]]
"""Gives the latest answers; called on the control thread, so it must hand out what nobody changes any more."""

Obey = Callable[[Order], None]
"""Takes an order and returns at once; called on the control thread."""


class ControlService:
    """One client at a time, of the same user or root (SO_PEERCRED, unix(7)); it takes no commands from the flow.

    `look` is called about once a second, whether the main thread lives or hangs.
    """

    patience_s = 0.0

    def __init__(self, path: Path, snapshot: Snapshot, obey: Obey, look: Callable[[], None] = lambda: None) -> None:
        """Raises OSError when the socket cannot be made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._snapshot = snapshot
        self._obey = obey
        self._look = look
        self._stopping = False
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.bind(str(path))
            path.chmod(0o660)
            self._socket.listen(4)
            self._socket.setblocking(False)
        except OSError:
            self._socket.close()
            raise
        self._ending = os.eventfd(0, os.EFD_CLOEXEC)
        # Not in `close`: whoever asks the worker to stop may do so until the very end.
        weakref.finalize(self, os.close, self._ending)
        self._visitors = select.poll()
        for descriptor in (self._socket.fileno(), self._ending):
            self._visitors.register(descriptor, select.POLLIN)

    def handle(self, command: None) -> None:
        """The control worker is given no commands."""

    def idle(self) -> None:
        self._look()
        self._visitors.poll(_LOOK_S * 1000)
        try:
            client, _ = self._socket.accept()
        except BlockingIOError:
            return
        with client:
            if _is_allowed(client):
                self._serve(client)

    def wake(self) -> None:
        """Wait for no client any more, and let one that is being served go after its present question."""
        self._stopping = True
        os.eventfd_write(self._ending, 1)

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _serve(self, client: socket.socket) -> None:
        try:
            for line in _lines(client, time.monotonic() + _VISIT_S):
                if self._stopping:
                    return
                client.sendall(encode_answer(self._answer(line)))
        except OSError as failure:
            _log.info("control client left", errno=failure.errno)

    def _answer(self, line: bytes) -> Answer | ProtocolError:
        match decode_request(line):
            case ProtocolError() as error:
                return error
            case Order() as order:
                self._obey(order)
                return Answer({"taken": order.command.value})
            case Question() as question:
                content = self._snapshot().get(question)
                return ProtocolError.NOT_READY if content is None else Answer(content)


def _lines(client: socket.socket, ends_at_s: float) -> Iterator[bytes]:
    """Give what comes line by line, the last one also without its end, and leave the client the rest of its time."""
    received = b""
    while (left_s := ends_at_s - time.monotonic()) > 0:
        client.settimeout(left_s)
        line = received[: received.find(b"\n", 0, MAX_LINE_BYTES) + 1 or MAX_LINE_BYTES]
        if line.endswith(b"\n") or len(line) == MAX_LINE_BYTES:
            yield line
            received = received[len(line) :]
        elif came := client.recv(MAX_LINE_BYTES):
            received += came
        else:
            if received:
                yield received
            return


def _is_allowed(client: socket.socket) -> bool:
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return uid in (0, os.getuid())

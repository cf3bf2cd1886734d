"""Asks a running kiosk; used by the console and the tests."""

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.control.protocol import (
    MAX_LINE_BYTES,
    Answer,
    ProtocolError,
    Request,
    decode_answer,
    encode_request,
)


class ControlClient:
    """One connection; every method may raise OSError when the kiosk is not there or does not answer in time."""

    def __init__(self, path: Path, timeout_s: float = 2.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._stream = self._socket.makefile("rwb")

    def ask(self, request: Request) -> Answer | ProtocolError:
        self._stream.write(encode_request(request))
        self._stream.flush()
        line = self._stream.readline(MAX_LINE_BYTES)
        if not line:
            raise ConnectionResetError("the kiosk closed the control socket")
        return decode_answer(line)

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

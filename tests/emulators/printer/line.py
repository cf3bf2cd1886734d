"""The cable: a TCP port or a pseudo-terminal that a printer driver opens."""

import contextlib
import os
import socket
import tty
from pathlib import Path
from typing import Protocol

_READ_BYTES = 512


class LineLost(Exception):
    """The driver hung up."""


class Line(Protocol):
    """Non-blocking; the caller waits on `descriptors`."""

    @property
    def address(self) -> str: ...

    def descriptors(self) -> list[int]: ...

    def read(self) -> bytes:
        """Take what has come; empty if nothing. Raises LineLost."""
        ...

    def write(self, data: bytes) -> None: ...

    def unplug(self) -> None:
        """Let bytes neither in nor out."""
        ...

    def plug_in(self) -> None: ...

    def hang_up(self) -> None:
        """Drop the connection as a printer that restarts does."""
        ...

    def close(self) -> None: ...


class TcpLine:
    """Port 9100 of a network printer: one connection at a time, the next ones wait."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._severed: socket.socket | None = None
        self.plug_in()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def descriptors(self) -> list[int]:
        waited_for = self._connection or self._listener
        return [waited_for.fileno()] if waited_for else []

    def read(self) -> bytes:
        if self._connection is None:
            if self._listener is not None:
                with contextlib.suppress(BlockingIOError):
                    self._connection, _ = self._listener.accept()
                    self._connection.setblocking(False)
            return b""
        try:
            data = self._connection.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.hang_up()
            raise LineLost from error
        if not data:
            self.hang_up()
            raise LineLost
        return data

    def write(self, data: bytes) -> None:
        if self._connection is not None:
            # A driver that went away does not hear the answer, as at a real printer.
            with contextlib.suppress(OSError):
                self._connection.sendall(data)

    def unplug(self) -> None:
        # No packet leaves any more, not even the one that ends the connection.
        if self._connection is not None:
            self._severed, self._connection = self._connection, None
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def plug_in(self) -> None:
        if self._severed is not None:
            self._severed.close()
            self._severed = None
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self._port))
            self._listener.setblocking(False)
            self._port = self._listener.getsockname()[1]

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        for opened in (self._connection, self._severed, self._listener):
            if opened is not None:
                opened.close()


class PtyLine:
    """A serial port or a USB device file; `path` links to it while it is plugged in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._master = self._slave = -1
        self.plug_in()

    @property
    def address(self) -> str:
        return str(self._path)

    def descriptors(self) -> list[int]:
        return [self._master] if self._master >= 0 else []

    def read(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._master, _READ_BYTES)
        return b""

    def write(self, data: bytes) -> None:
        if self._master >= 0:
            os.write(self._master, data)

    def unplug(self) -> None:
        if self._master >= 0:
            self._path.unlink(missing_ok=True)
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1

    def plug_in(self) -> None:
        if self._master < 0:
            # The emulator holds the driver's end open too, so that the line stays up between two openings.
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._path.unlink(missing_ok=True)
            self._path.symlink_to(os.ttyname(self._slave))

    def hang_up(self) -> None:
        self.unplug()
        self.plug_in()

    def close(self) -> None:
        self.unplug()

"""The one loop with deadlines under sockets, serial ports and device files: all are non-blocking descriptors."""

import os
import select
import time

from hardware.errors import DeviceUnavailable

_RETRY_S = 0.01
"""Pause after a readable descriptor gave nothing: USB printers send empty packets, and poll() then returns at once."""


class Descriptor:
    """A non-blocking descriptor that is owned by someone else, who opens and closes it."""

    def __init__(self, fd: int, *, empty_read_means_gone: bool) -> None:
        """Take a descriptor in non-blocking mode; a stream socket's empty read means that the other end hung up."""
        self._fd = fd
        self._empty_read_means_gone = empty_read_means_gone

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        deadline_s = time.monotonic() + timeout_s
        while events := self._wait(select.POLLIN, deadline_s):
            try:
                data = os.read(self._fd, max_bytes)
            except BlockingIOError:
                data = b""
            except OSError as error:
                raise DeviceUnavailable("the line broke while reading") from error
            else:
                if not data and (self._empty_read_means_gone or events & select.POLLHUP):
                    raise DeviceUnavailable("the other end hung up")
            if data:
                return data
            if time.monotonic() + _RETRY_S >= deadline_s:
                return b""
            time.sleep(_RETRY_S)
        return b""

    def write(self, data: bytes, timeout_s: float) -> int:
        deadline_s = time.monotonic() + timeout_s
        written = 0
        while written < len(data) and self._wait(select.POLLOUT, deadline_s):
            try:
                written += os.write(self._fd, data[written:])
            except BlockingIOError:
                # A writable serial line may still refuse more than its few free bytes.
                if time.monotonic() + _RETRY_S >= deadline_s:
                    break
                time.sleep(_RETRY_S)
            except OSError as error:
                raise DeviceUnavailable("the line broke while writing") from error
        return written

    def _wait(self, event: int, deadline_s: float) -> int:
        """Return the poll() events once the descriptor is ready or broken, 0 at the deadline."""
        poll = select.poll()
        poll.register(self._fd, event)
        for _, events in poll.poll(max(0.0, deadline_s - time.monotonic()) * 1000):
            return events
        return 0

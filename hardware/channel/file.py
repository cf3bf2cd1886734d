import os

from hardware.errors import DeviceUnavailable


class FileChannel:
    """A regular file that takes every byte and answers none; what is written is on the disk when `write` returns."""

    def __init__(self, path: str) -> None:
        """Open the file for appending; raises DeviceUnavailable if its folder is missing or read-only."""
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DeviceUnavailable(f"{path} cannot be opened") from error

    def read(self, max_bytes: int, timeout_s: float) -> bytes:  # noqa: ARG002  # the Protocol's; a file answers nothing
        return b""

    def write(self, data: bytes, timeout_s: float) -> int:  # noqa: ARG002  # the Protocol's; a disk is not waited for
        try:
            written = os.write(self._fd, data)
            os.fsync(self._fd)
        except OSError as error:
            raise DeviceUnavailable("the file cannot be written") from error
        return written

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

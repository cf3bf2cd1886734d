import os
import stat

from hardware.channel.descriptor import Descriptor
from hardware.errors import DeviceUnavailable


class DeviceFileChannel:
    """A line through a kernel driver's character device, such as /dev/usb/lp0 of usblp."""

    def __init__(self, path: str) -> None:
        """Open it for both directions; raises DeviceUnavailable if it is missing, in use or not a device."""
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise DeviceUnavailable(f"{path} cannot be opened") from error
        if not stat.S_ISCHR(os.fstat(self._fd).st_mode):
            # Never grow a file in /dev because the printer was unplugged when a shell script wrote there.
            self.close()
            raise DeviceUnavailable(f"{path} is not a device")
        self._line = Descriptor(self._fd, empty_read_means_gone=False)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        return self._line.read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float) -> int:
        return self._line.write(data, timeout_s)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

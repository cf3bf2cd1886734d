"""What every line to a device offers: bytes in both directions, each wait with its own deadline."""

from typing import Protocol


class ByteChannel(Protocol):
    """An open line to one device. One thread owns it.

    Every method raises DeviceUnavailable once the device is gone; a channel that raised is closed and not used again.
    """

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has arrived, at most `max_bytes`; empty if nothing came within `timeout_s` (0: only look)."""
        ...

    def write(self, data: bytes, timeout_s: float) -> int:
        """Hand over as much of `data` as the device takes within `timeout_s`; return how many bytes that was."""
        ...

    def close(self) -> None:
        """Let go of the device; closing twice is harmless."""
        ...

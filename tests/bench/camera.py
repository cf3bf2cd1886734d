"""What an Xvfb display shows, read from its own memory: to look takes no time, neither the kiosk's nor the test's."""

import mmap
import struct
from collections.abc import Mapping
from pathlib import Path

# <X11/XWDFile.h>: a header of 32-bit numbers, the colors of 12 bytes each, then the pixels.
_HEADER = struct.Struct(">25I")
_HEADER_SIZE, _BYTES_PER_LINE, _COLORS = 0, 12, 19
_COLOR_BYTES = 12
_PIXEL_BYTES = 4


class Camera:
    """Looks at the screen of `start_display(…, memory_folder=folder)`."""

    def __init__(self, folder: Path) -> None:
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._memory)
        self._line_bytes = header[_BYTES_PER_LINE]
        self._first = header[_HEADER_SIZE] + header[_COLORS] * _COLOR_BYTES

    def look(self, rect: Mapping[str, int]) -> bytes:
        """Give the pixels within a rectangle of x, y, width and height."""
        left = self._first + rect["x"] * _PIXEL_BYTES
        starts = (left + y * self._line_bytes for y in range(rect["y"], rect["y"] + rect["height"]))
        return b"".join(self._memory[start : start + rect["width"] * _PIXEL_BYTES] for start in starts)

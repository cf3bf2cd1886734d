"""Dots as ESC/POS raster commands (GS v 0), in bands, with feeds where there is nothing to print."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image

LONGEST_COMMAND_BYTES: Final = 2048
"""No command with its data is longer, so that so many zeros complete any that was cut short."""

_HEADER_BYTES: Final = 8
_FEED_FROM_ROWS: Final = 16
"""Fewer empty rows are cheaper as dots than as a feed between two commands."""
_MAX_FEED: Final = 255
_REAL_TIME_REQUEST = re.compile(rb"\x10(?=[\x04\x05\x14])")


def feed(dots: int) -> bytes:
    """Move the paper on (ESC J)."""
    return b"".join(b"\x1bJ" + bytes([min(dots - start, _MAX_FEED)]) for start in range(0, dots, _MAX_FEED))


def raster(image: Image.Image, scale: int = 1) -> bytes:
    """Print a picture of mode L, ink 255, at the current alignment; `scale` 2 makes each of its dots four."""
    bytes_per_row = (image.width + 7) // 8
    packed = image.convert("1", dither=Image.Dither.NONE).tobytes()
    rows = [packed[start : start + bytes_per_row] for start in range(0, len(packed), bytes_per_row)]
    return b"".join(_commands(rows, bytes_per_row, scale))


def _commands(rows: Sequence[bytes], bytes_per_row: int, scale: int) -> Iterator[bytes]:
    inked: list[bytes] = []
    for is_empty, run in itertools.groupby(rows, lambda row: not any(row)):
        group = list(run)
        if is_empty and len(group) >= _FEED_FROM_ROWS:
            yield from _bands(inked, bytes_per_row, scale)
            inked = []
            yield feed(len(group) * scale)
        else:
            inked += group
    yield from _bands(inked, bytes_per_row, scale)


def _bands(rows: Sequence[bytes], bytes_per_row: int, scale: int) -> Iterator[bytes]:
    rows_per_band = (LONGEST_COMMAND_BYTES - _HEADER_BYTES) // bytes_per_row
    both_doubled = 3
    mode = both_doubled if scale > 1 else 0
    for top in range(0, len(rows), rows_per_band):
        band = rows[top : top + rows_per_band]
        size = bytes_per_row.to_bytes(2, "little") + len(band).to_bytes(2, "little")
        yield b"\x1dv0" + bytes([mode]) + size + _without_real_time_requests(b"".join(band))


def _without_real_time_requests(dots: bytes) -> bytes:
    """Set one more dot where the dots look like DLE EOT, DLE ENQ or DLE DC4, which printers obey even within data."""
    return _REAL_TIME_REQUEST.sub(b"\x11", dots)

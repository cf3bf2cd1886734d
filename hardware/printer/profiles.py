"""What the printers differ in, as facts of their manuals; a new model is a new row here.

Sources: Epson ESC/POS Application Programming Guide and the makers' command manuals for their ESC/POS emulation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

CHARACTER_WIDTH_DOTS: Final = 12
CHARACTER_HEIGHT_DOTS: Final = 24
"""Font A, the same on all of them."""


class Completion(Enum):
    """How a printer tells that it has worked through all that was sent."""

    PROCESS_ID = "process-id"
    """GS ( H answers once everything before it is on paper."""
    PAPER_SENSOR = "paper-sensor"
    """GS r 1 answers in its turn in the queue, so after everything before it."""


@dataclass(frozen=True)
class Profile:
    dots_per_inch: int
    width_dots: Mapping[int, int]
    """Printable dots by paper width in millimetres."""
    code_pages: Mapping[int, str]
    """Number for ESC t -> name of the code page, the preferred one first."""
    completion: Completion
    has_smoothing: bool = False
    """GS b rounds the corners of enlarged characters."""
    has_motion_units: bool = False
    """GS P: without it one unit of feed is one dot."""
    clears_buffer: bool = False
    """DLE DC4 8 drops what was received but not printed."""


_WIDTHS_203_DPI = {58: 384, 80: 576}
_WESTERN_CODE_PAGES = {16: "CP1252", 19: "CP858"}

PROFILES: Final[Mapping[str, Profile]] = {
    "generic": Profile(
        dots_per_inch=203,
        width_dots=_WIDTHS_203_DPI,
        code_pages=_WESTERN_CODE_PAGES,
        completion=Completion.PAPER_SENSOR,
    ),
    "epson-tm-t20": Profile(
        dots_per_inch=203,
        width_dots={58: 420, 80: 576},
        code_pages=_WESTERN_CODE_PAGES,
        completion=Completion.PROCESS_ID,
        has_smoothing=True,
        has_motion_units=True,
        clears_buffer=True,
    ),
    "epson-tm-t88": Profile(
        dots_per_inch=180,
        width_dots={58: 360, 80: 512},
        code_pages=_WESTERN_CODE_PAGES,
        completion=Completion.PROCESS_ID,
        has_smoothing=True,
        has_motion_units=True,
        clears_buffer=True,
    ),
}

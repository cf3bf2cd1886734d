"""The printer's built-in characters: font A, 12 by 24 dots, in black and white."""

import functools
from collections.abc import Mapping
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from hardware.printer.fonts import find_font
from hardware.printer.profiles import CHARACTER_HEIGHT_DOTS, CHARACTER_WIDTH_DOTS

EPSON_CODE_PAGES: Final[Mapping[int, str]] = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    48: "cp1254",
}
"""ESC t n -> Python codec."""

_FONT_SIZE = 20
_BASELINE_DOTS = 19


@functools.cache
def glyph(character: str) -> Image.Image:
    """Return the character in its cell, ink as white (255) on black, mode L with no greys."""
    cell = Image.new("1", (CHARACTER_WIDTH_DOTS, CHARACTER_HEIGHT_DOTS), 0)
    draw = ImageDraw.Draw(cell)
    draw.fontmode = "1"
    draw.text((0, _BASELINE_DOTS), character, fill=1, font=_font(), anchor="ls")
    return cell.convert("L")


@functools.cache
def _font() -> ImageFont.FreeTypeFont:
    return find_font("DejaVuSansMono.ttf", _FONT_SIZE)

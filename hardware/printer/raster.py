"""Texts drawn as dots in Noto Sans: for scripts that the printer's own characters lack, and for a finer ticket.

Ink is 255 on 0, as everywhere in this package.
"""

import functools
import unicodedata
from collections.abc import Sequence
from math import ceil
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from hardware.printer.document import Align, Columns, Text
from hardware.printer.fonts import find_font
from hardware.printer.wrap import longest_part, wrap, wrap_balanced

_INK: Final = 255
_HALF_INK: Final = 128
_LINE_HEIGHT: Final = 1.28
_LEAST_GAP_DOTS: Final = 3
_BAND_PADDING_DOTS: Final = 18
_SMALL_SIZES: Final = {1: 23, 2: 35}
_DOTS_PER_HEIGHT: Final = 21
_ARABIC = range(0x0600, 0x0700)
_RIGHT_TO_LEFT = {"R", "AL"}


def draw_text(text: Text, width_dots: int) -> Image.Image:
    """Draw a paragraph; one that reads from right to left starts at the right."""
    font = _fitting_font(text, width_dots)
    wrap_text = wrap_balanced if text.align is Align.CENTER else wrap
    lines = wrap_text(text.text, width_dots, functools.cache(font.getlength))
    ascent, line_height = _line_metrics(lines, font)
    image = Image.new("L", (width_dots, line_height * len(lines)))
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        start = (_left(line, text, font, width_dots), index * line_height + ascent)
        draw.text(start, line, fill=_INK, font=font, anchor="ls")
    return image.point(lambda level: _INK if level >= _HALF_INK else 0)


def draw_columns(columns: Columns, width_dots: int) -> Image.Image:
    split = int(width_dots * columns.left_share)
    left, right = draw_text(columns.left, split), draw_text(columns.right, width_dots - split)
    image = Image.new("L", (width_dots, max(left.height, right.height)))
    image.paste(left, (0, 0))
    image.paste(right, (split, 0))
    return image


def draw_band(texts: Sequence[Text], width_dots: int) -> Image.Image:
    """Draw white on a black band over the whole width."""
    drawn = [draw_text(text, width_dots - 2 * _BAND_PADDING_DOTS) for text in texts]
    image = Image.new("L", (width_dots, sum(text.height for text in drawn) + 2 * _BAND_PADDING_DOTS), _INK)
    y = _BAND_PADDING_DOTS
    for text in drawn:
        image.paste(0, (_BAND_PADDING_DOTS, y), text)
        y += text.height
    return image


def _line_metrics(lines: Sequence[str], font: ImageFont.FreeTypeFont) -> tuple[int, int]:
    """Return ascent and line height: even lines, and more only where the letters themselves need it."""
    boxes = [font.getbbox(line, anchor="ls") for line in lines]
    ascent = max(round(font.size), *(ceil(-top) for _, top, _, _ in boxes))
    descent = max(ceil(bottom) for _, _, _, bottom in boxes)
    return ascent, max(round(font.size * _LINE_HEIGHT), ascent + descent + _LEAST_GAP_DOTS)


def _fitting_font(text: Text, width_dots: int) -> ImageFont.FreeTypeFont:
    """Take a smaller size rather than break a word that could stay whole."""
    size = _SMALL_SIZES.get(text.height, _DOTS_PER_HEIGHT * text.height)
    font = _font(text, size)
    while size > _SMALL_SIZES[1] and longest_part(text.text, font.getlength) > width_dots:
        size -= 1
        font = _font(text, size)
    return font


def _font(text: Text, size: int) -> ImageFont.FreeTypeFont:
    family = "NotoSansArabic" if any(ord(character) in _ARABIC for character in text.text) else "NotoSans"
    return _load(f"{family}-{'Bold' if text.bold else 'Regular'}.ttf", size)


@functools.cache
def _load(file_name: str, size: int) -> ImageFont.FreeTypeFont:
    return find_font(file_name, size)


def _left(line: str, text: Text, font: ImageFont.FreeTypeFont, width_dots: int) -> float:
    free = width_dots - font.getlength(line)
    if text.align is Align.CENTER:
        return free / 2
    return free if _reads_from_right(line) else 0


def _reads_from_right(line: str) -> bool:
    strong = (unicodedata.bidirectional(character) for character in line)
    return next((direction in _RIGHT_TO_LEFT for direction in strong if direction in {"L", *_RIGHT_TO_LEFT}), False)

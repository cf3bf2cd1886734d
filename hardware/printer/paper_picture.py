"""A sheet as the eye sees it: paper with its margins, ink and cut edges."""

from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hardware.printer.paper import Sheet

_PAPER: Final = (252, 251, 247)
_INK: Final = (28, 27, 32)
_TABLE: Final = (138, 142, 137)
_SHADOW: Final = (96, 100, 96)
_MARGIN_DOTS: Final = {58: 40, 80: 32}
"""Unprintable dots left and right."""
_AROUND_DOTS: Final = 36
_TOOTH_DOTS: Final = 4
_BLEED_RADIUS: Final = 0.45
"""Heat spreads a little beyond the dot."""


def picture(sheet: Sheet, paper_width_mm: int) -> Image.Image:
    """Draw the sheet lying on a table; 1 pixel is 1 dot, so readers of bar codes read it as they would the paper."""
    margin = _MARGIN_DOTS.get(paper_width_mm, 0)
    paper = Image.new("RGB", (sheet.dots.width + 2 * margin, sheet.dots.height), _PAPER)
    ink = Image.new("L", paper.size)
    ink.paste(sheet.dots, (margin, 0))
    paper.paste(_INK, mask=ink.filter(ImageFilter.GaussianBlur(_BLEED_RADIUS)))

    outline = _outline(paper.size)
    table = Image.new("RGB", (paper.width + 2 * _AROUND_DOTS, paper.height + 2 * _AROUND_DOTS), _TABLE)
    shadow = Image.new("L", table.size)
    shadow.paste(outline, (_AROUND_DOTS + 2, _AROUND_DOTS + 5))
    table.paste(_SHADOW, mask=shadow.filter(ImageFilter.GaussianBlur(7)))
    table.paste(paper, (_AROUND_DOTS, _AROUND_DOTS), outline)
    return table


def _outline(size: tuple[int, int]) -> Image.Image:
    """Cut the upper and lower edge as a serrated knife does."""
    width, height = size
    outline = Image.new("L", size, 255)
    edge = Image.new("L", (width, _TOOTH_DOTS), 0)
    draw = ImageDraw.Draw(edge)
    for x in range(0, width, 2 * _TOOTH_DOTS):
        draw.polygon([(x, _TOOTH_DOTS), (x + _TOOTH_DOTS, 0), (x + 2 * _TOOTH_DOTS, _TOOTH_DOTS)], fill=255)
    outline.paste(edge, (0, 0))
    outline.paste(ImageChops.invert(edge), (0, height - _TOOTH_DOTS))
    return outline

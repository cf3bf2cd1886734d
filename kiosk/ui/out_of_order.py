"""The picture that stands on the bare panel while the kiosk's own window does not: at the start, and when it fell.

    python -m kiosk.ui.out_of_order /dev/fb0

It is drawn once at every start, into the framebuffer that the kernel shows whenever nobody else holds the panel. No
program has to run for it to be seen, and Kivy takes no part in it.
"""

import ctypes
import fcntl
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.i18n import SOURCE_LANGUAGE, Catalog, languages
from kiosk.ui.drawing import render
from kiosk.ui.fonts import FontPaths, find_fonts
from kiosk.ui.theme import STANDARD

# <linux/fb.h>
_FBIOGET_VSCREENINFO = 0x4600
_FBIOPUT_VSCREENINFO = 0x4601
_FBIOGET_FSCREENINFO = 0x4602
_FB_ACTIVATE_FORCE = 128

_TITLE = "desk.title"
_SENTENCE = "out_of_service.sentence"


@dataclass(frozen=True)
class Framebuffer:
    """How the panel's memory is laid out."""

    width_px: int
    height_px: int
    bits_per_pixel: int
    stride_bytes: int
    red_offset: int
    """Bits below red: what tells BGRX from RGBX."""


class UnknownLayout(Exception):
    """No panel of a Raspberry Pi has such pixels."""


class _Bitfield(ctypes.Structure):
    _fields_ = (("offset", ctypes.c_uint32), ("length", ctypes.c_uint32), ("msb_right", ctypes.c_uint32))


class _Variable(ctypes.Structure):
    """struct fb_var_screeninfo."""

    _fields_ = (
        *((name, ctypes.c_uint32) for name in ("xres", "yres", "xres_virtual", "yres_virtual", "xoffset", "yoffset")),
        *((name, ctypes.c_uint32) for name in ("bits_per_pixel", "grayscale")),
        *((name, _Bitfield) for name in ("red", "green", "blue", "transparency")),
        *((name, ctypes.c_uint32) for name in ("nonstd", "activate")),
        ("rest", ctypes.c_uint32 * 18),
    )


class _Fixed(ctypes.Structure):
    """struct fb_fix_screeninfo."""

    _fields_ = (
        ("id", ctypes.c_char * 16),
        ("smem_start", ctypes.c_ulong),
        *((name, ctypes.c_uint32) for name in ("smem_len", "type", "type_aux", "visual")),
        *((name, ctypes.c_uint16) for name in ("xpanstep", "ypanstep", "ywrapstep")),
        ("line_length", ctypes.c_uint32),
        ("mmio_start", ctypes.c_ulong),
        *((name, ctypes.c_uint32) for name in ("mmio_len", "accel")),
        ("capabilities", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16 * 2),
    )


def draw(width_px: int, height_px: int, fonts: FontPaths) -> Image.Image:
    """Say in every language where to go: the source language large beside the drawing, the others below one another."""
    image = Image.new("RGB", (width_px, height_px), STANDARD.paper)
    is_landscape = width_px >= height_px
    first = (0, 0, width_px // 2, height_px) if is_landscape else (0, 0, width_px, height_px // 2)
    second = (width_px // 2, 0, width_px, height_px) if is_landscape else (0, height_px // 2, width_px, height_px)
    ImageDraw.Draw(image).rectangle(first, STANDARD.mist)
    _draw_first(image, first, fonts)
    _draw_others(image, second, fonts)
    return image


def pixels(image: Image.Image, layout: Framebuffer) -> bytes:
    """Write the picture as the panel's memory holds it. Raises UnknownLayout."""
    try:
        raw = {(32, 16): "BGRX", (32, 0): "RGBX", (24, 16): "BGR"}[layout.bits_per_pixel, layout.red_offset]
    except KeyError:
        raise UnknownLayout(f"{layout.bits_per_pixel} bits, red above {layout.red_offset}") from None
    return image.tobytes("raw", raw, layout.stride_bytes, 1)


def show(device: Path, fonts: FontPaths) -> None:
    """Draw into a framebuffer and have the kernel show it. Raises OSError, UnknownLayout."""
    with device.open("r+b", buffering=0) as panel:
        variable, fixed = _Variable(), _Fixed()
        fcntl.ioctl(panel, _FBIOGET_VSCREENINFO, variable)
        fcntl.ioctl(panel, _FBIOGET_FSCREENINFO, fixed)
        layout = Framebuffer(
            variable.xres, variable.yres, variable.bits_per_pixel, fixed.line_length, variable.red.offset
        )
        panel.write(pixels(draw(layout.width_px, layout.height_px, fonts), layout))
        # Without a text console nobody has set the panel's mode yet.
        variable.activate = _FB_ACTIVATE_FORCE
        fcntl.ioctl(panel, _FBIOPUT_VSCREENINFO, variable)


_Box = tuple[int, int, int, int]


def _draw_first(image: Image.Image, box: _Box, fonts: FontPaths) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    side = min(width, height) // 2
    catalog = Catalog.load(SOURCE_LANGUAGE)
    small = min(width, height)
    title = _wrapped(catalog.text(_TITLE), fonts.bold, small // 11, width * 9 // 10)
    sentence = _wrapped(catalog.text(_SENTENCE), fonts.regular, small // 20, width * 9 // 10)
    title_height, sentence_height = (len(lines) * _line_height(lines[0][1]) for lines in (title, sentence))
    y = top + (height - side - title_height - sentence_height) // 2
    picture = render("desk", side, STANDARD)
    image.paste(picture, (left + (width - side) // 2, y), picture)
    _write(image, title, left + width // 2, y + side)
    _write(image, sentence, left + width // 2, y + side + title_height + small // 40)


def _draw_others(image: Image.Image, box: _Box, fonts: FontPaths) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    others = [Catalog.load(language) for language in languages() if language != SOURCE_LANGUAGE]
    room = height // (len(others) + 1)
    for number, catalog in enumerate(others):
        file = fonts.arabic_bold if catalog.is_right_to_left else fonts.bold
        lines = _wrapped(catalog.text(_TITLE), file, min(room // 3, width // 22), width * 19 // 20)
        y = top + room // 2 + number * room + (room - len(lines) * _line_height(lines[0][1])) // 2
        _write(image, lines, left + width // 2, y)


_Line = tuple[str, ImageFont.FreeTypeFont]


def _wrapped(text: str, file: Path, size: int, width: int) -> list[_Line]:
    """Break into as few lines as fit, and make these about equally long."""
    font = ImageFont.truetype(str(file), size)
    lines = _filled(text, font, width)
    is_even = len(lines) in (1, len(text.split()))
    while not is_even and len(narrower := _filled(text, font, width - size)) == len(lines):
        lines, width = narrower, width - size
    return [(line, font) for line in lines]


def _filled(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _line_height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.35)


def _write(image: Image.Image, lines: Sequence[_Line], middle: int, y: int) -> None:
    draw = ImageDraw.Draw(image)
    for line, font in lines:
        draw.text((middle, y), line, STANDARD.ink, font, anchor="ma")
        y += _line_height(font)


def main(arguments: Sequence[str]) -> int:
    show(Path(arguments[0]), find_fonts())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The picture on the bare panel, in the bytes of its memory; the kernel's part is seen by make image-test."""

import ctypes

import pytest
from PIL import Image, ImageChops

from kiosk.ui import out_of_order
from kiosk.ui.fonts import find_fonts
from kiosk.ui.out_of_order import Framebuffer, UnknownLayout, draw, pixels
from kiosk.ui.theme import STANDARD

PANELS = [(1280, 800), (800, 1280), (1920, 1080), (800, 480), (640, 480)]


@pytest.mark.parametrize("size", PANELS)
def test_it_fills_the_panel_and_nothing_is_cut_off(size):
    picture = draw(*size, find_fonts())
    assert picture.size == size
    edge = Image.new("RGB", size, STANDARD.paper)
    edge.paste(
        STANDARD.mist, (0, 0, size[0] // 2 + 1, size[1]) if size[0] >= size[1] else (0, 0, size[0], size[1] // 2 + 1)
    )
    left, top, right, bottom = ImageChops.difference(picture, edge).getbbox()
    assert min(left, top, size[0] - right, size[1] - bottom) > size[0] // 100


def test_a_sentence_of_long_words_stands_one_word_a_line():
    lines = out_of_order._wrapped("Merci Bonjour", find_fonts().bold, 40, 100)
    assert [line for line, _ in lines] == ["Merci", "Bonjour"]


def test_other_languages_stand_on_their_own_half():
    picture = draw(1280, 800, find_fonts())
    ink = Image.new("RGB", (1, 1), STANDARD.ink).getpixel((0, 0))
    rows = {y for y in range(800) for x in range(645, 1280, 3) if picture.getpixel((x, y)) == ink}
    lines = [y for y in rows if y - 1 not in rows and y - 2 not in rows and y - 3 not in rows]
    assert len(lines) >= 7, "seven languages beside French"


@pytest.mark.parametrize(
    ("bits", "red", "pixel"),
    [(32, 16, b"\x00\x30\xf0"), (32, 0, b"\xf0\x30\x00"), (24, 16, b"\x00\x30\xf0")],
)
def test_each_layout_of_pixels_is_met(bits, red, pixel):
    stride = 3 * bits // 8 + 8
    content = pixels(Image.new("RGB", (3, 2), (0xF0, 0x30, 0x00)), Framebuffer(3, 2, bits, stride, red))
    assert len(content) == 2 * stride
    assert content.startswith(pixel)
    assert content[stride:].startswith(pixel)


def test_a_layout_that_no_panel_has_is_refused():
    with pytest.raises(UnknownLayout):
        pixels(Image.new("RGB", (1, 1)), Framebuffer(1, 1, 8, 1, 0))


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_ulong) != 8, reason="the kernel's structures are those of 64 bits")
def test_the_kernels_structures_have_their_size():
    assert (ctypes.sizeof(out_of_order._Variable), ctypes.sizeof(out_of_order._Fixed)) == (160, 80)

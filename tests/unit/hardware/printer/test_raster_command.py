import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.printer.commands import Command, CommandReader
from hardware.printer.paper import HEAD_TO_CUTTER_DOTS, sheets
from hardware.printer.raster_command import LONGEST_COMMAND_BYTES, feed, raster


def _printed(data, width_dots=384):
    (sheet,) = sheets(list(CommandReader().feed(data + b"\x1dVB\x00")), width_dots)
    return sheet.dots.crop((0, HEAD_TO_CUTTER_DOTS, sheet.dots.width, sheet.dots.height))


def _picture(width, rows):
    picture = Image.new("L", (width, len(rows)))
    for y, row in enumerate(rows):
        for x in row:
            picture.putpixel((x % width, y), 255)
    return picture


@given(st.integers(8, 384).map(lambda width: width // 8 * 8), st.lists(st.sets(st.integers(0, 383)), max_size=60))
def test_a_picture_comes_out_dot_by_dot(width, rows):
    picture = _picture(width, rows)
    printed = _printed(raster(picture))
    assert printed.height == picture.height
    lost = [
        (x, y)
        for y in range(picture.height)
        for x in range(width)
        if picture.getpixel((x, y)) and not printed.getpixel((x, y))
    ]
    assert not lost


def test_a_doubled_picture_has_four_dots_for_each():
    printed = _printed(raster(_picture(8, [{0}, {7}]), scale=2))
    assert printed.getbbox() == (0, 0, 16, 4)
    assert printed.histogram()[255] == 8


def test_empty_rows_are_fed_and_not_sent():
    rows = [{0}] + [set()] * 200 + [{0}]
    data = raster(_picture(384, rows))
    assert len(data) < 200
    assert _printed(data).height == 202


def test_no_command_is_longer_than_the_zeros_that_would_complete_it():
    data = raster(Image.new("L", (576, 400), 255))
    commands = [item for item in CommandReader().feed(data) if isinstance(item, Command)]
    assert len(commands) > 1
    assert max(len(command.code) + len(command.parameters) for command in commands) <= LONGEST_COMMAND_BYTES


@pytest.mark.parametrize("request_bytes", [b"\x10\x04", b"\x10\x05", b"\x10\x14"])
def test_dots_that_look_like_a_real_time_request_get_one_dot_more(request_bytes):
    dots = Image.frombytes("1", (24, 1), request_bytes + b"\x01").convert("L")
    data = raster(dots)
    assert request_bytes not in data
    assert data.endswith(b"\x11" + request_bytes[1:] + b"\x01")


@pytest.mark.parametrize(("dots", "command"), [(0, b""), (255, b"\x1bJ\xff"), (300, b"\x1bJ\xff\x1bJ\x2d")])
def test_a_long_feed_is_several_commands(dots, command):
    assert feed(dots) == command

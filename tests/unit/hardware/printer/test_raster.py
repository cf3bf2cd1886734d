import pytest

from hardware.printer.document import Align, Columns, Document, Text
from hardware.printer.escpos import encode
from hardware.printer.fonts import PACKAGES, FontMissing, find_font
from hardware.printer.options import PaperOptions
from hardware.printer.raster import draw_band, draw_columns, draw_text

_ARABIC = "قدّم هذه التذكرة مع بطاقة هويتك عند مكتب الاستقبال."


def _margins(image):
    left, _, right, _ = image.getbbox()
    return left, image.width - right


def test_latin_starts_at_the_left_and_arabic_at_the_right():
    left, right = _margins(draw_text(Text("Bonjour", width=2, height=2), 576))
    assert left < 8 < right
    left, right = _margins(draw_text(Text("أهلا", width=2, height=2), 576))
    assert right < 8 < left


def test_centered_text_has_equal_margins():
    left, right = _margins(draw_text(Text("Bonjour", align=Align.CENTER), 576))
    assert abs(left - right) <= 3


def test_letters_are_joined_in_arabic():
    joined = draw_text(Text("بيت"), 300).getbbox()
    apart = draw_text(Text("ب ي ت"), 300).getbbox()
    assert joined[2] - joined[0] < apart[2] - apart[0] - 10


def test_no_line_loses_ink_at_its_edges():
    for text in (_ARABIC, "ÀÉÇ gjpqy " * 12):
        image = draw_text(Text(text, width=2, height=2, bold=True), 384)
        _, top, _, bottom = image.getbbox()
        assert top > 0
        assert bottom < image.height


def test_a_word_that_is_too_long_gets_smaller_letters_before_it_breaks():
    one_line = draw_text(Text("A\u00a01234", width=8, height=8, bold=True), 384)
    assert one_line.height < 21 * 8 * 1.3


def test_a_band_is_black_to_its_edges_and_white_where_its_text_is():
    band = draw_band([Text("Présentez", width=2, height=2, bold=True, reverse=True)], 384)
    assert band.getpixel((0, 0)) == band.getpixel((383, band.height - 1)) == 255
    assert 0 in band.getcolors()[0] + band.getcolors()[1]


def test_columns_stand_side_by_side():
    image = draw_columns(Columns(Text("Né le"), Text("Sexe"), 0.7), 400)
    assert image.crop((280, 0, 400, image.height)).getbbox() is not None
    assert image.crop((200, 0, 280, image.height)).getbbox() is None


def test_only_what_the_printer_has_no_letters_for_is_drawn():
    both = Document((Text("Identité"), Text(_ARABIC, reverse=True)))
    data = encode(both, PaperOptions())
    assert b"Identit\xe9" in data
    assert data.count(b"\x1dv0") >= 1
    assert b"\x1dv0" not in encode(Document((Text("Identité"),)), PaperOptions())


def test_turkish_needs_no_drawing_where_the_printer_has_the_code_page():
    turkish = Document((Text("kimliğinizi danışmaya gösterin"),))
    assert b"\x1dv0" in encode(turkish, PaperOptions(profile="generic"))
    assert b"\x1dv0" not in encode(turkish, PaperOptions(profile="epson-tm-t20"))


def test_raster_rendering_sends_no_characters():
    data = encode(Document((Text("Identité"),)), PaperOptions(rendering="raster"))
    assert b"Identit" not in data


@pytest.mark.parametrize("file_name", PACKAGES)
def test_every_font_is_found(file_name):
    assert find_font(file_name, 20).getlength("A") > 0


def test_a_missing_font_names_its_package(monkeypatch):
    monkeypatch.setitem(PACKAGES, "Absent.ttf", "fonts-absent")
    with pytest.raises(FontMissing, match="fonts-absent"):
        find_font("Absent.ttf", 20)

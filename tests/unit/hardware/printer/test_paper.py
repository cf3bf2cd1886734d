import zxingcpp
from PIL import Image, ImageChops

from hardware.printer.commands import Command, CommandReader
from hardware.printer.document import Code128, Document, Rule, Space, Text
from hardware.printer.options import PaperOptions
from hardware.printer.paper import HEAD_TO_CUTTER_DOTS, Paper, sheets
from hardware.printer.preview import preview

_CUT = b"\x1dVB\x00"


def _sheet(data, width_dots=384):
    (sheet,) = sheets(list(CommandReader().feed(data + _CUT)), width_dots)
    return sheet.dots


def _ink_box(data):
    return _sheet(data).getbbox()


def test_a_character_stands_in_its_cell_below_the_gap_between_head_and_knife():
    left, top, right, bottom = _ink_box(b"H\n")
    assert 0 <= left < right <= 12
    assert HEAD_TO_CUTTER_DOTS <= top < bottom <= HEAD_TO_CUTTER_DOTS + 24


def test_magnified_characters_take_so_many_dots_more():
    one, four = _ink_box(b"H\n"), _ink_box(b"\x1d!\x33H\n")
    assert four[2] - four[0] == 4 * (one[2] - one[0])
    assert four[3] - four[1] == 4 * (one[3] - one[1])


def test_emphasis_adds_one_dot_to_the_right():
    plain, bold = _sheet(b"I\n"), _sheet(b"\x1bE\x01I\n")
    shifted = ImageChops.offset(plain, 1, 0)
    assert bold.tobytes() == ImageChops.lighter(plain, shifted).tobytes()


def test_reverse_is_the_same_cell_with_ink_and_paper_exchanged():
    box = (0, HEAD_TO_CUTTER_DOTS, 12, HEAD_TO_CUTTER_DOTS + 24)
    plain, reverse = _sheet(b"A\n").crop(box), _sheet(b"\x1dB\x01A\n").crop(box)
    assert reverse.tobytes() == ImageChops.invert(plain).tobytes()


def test_centered_text_has_equal_margins():
    left, _, right, _ = _ink_box(b"\x1ba\x01HH\n")
    assert abs(left - (384 - right)) <= 2


def test_a_line_that_is_full_goes_on_in_the_next_one():
    assert _sheet(b"H" * 33 + b"\n").height == HEAD_TO_CUTTER_DOTS + 2 * 30


def test_each_code_page_shows_the_same_letter_from_its_own_byte():
    assert _sheet(b"\x1bt\x10\xe9\n").tobytes() == _sheet(b"\x1bt\x13\x82\n").tobytes()


def test_a_code_page_that_the_printer_lacks_is_reported():
    paper = Paper(384)
    for item in CommandReader().feed(b"\x1bt\x63A\n"):
        paper.execute(item)
    assert paper.unknown == [b"\x1bt\x63"]


def test_a_raster_picture_is_printed_dot_by_dot():
    data = b"\x1dv0\x00\x01\x00\x02\x00\x80\x01"
    dots = _sheet(data)
    inked = {(x, y - HEAD_TO_CUTTER_DOTS) for x in range(8) for y in range(dots.height) if dots.getpixel((x, y))}
    assert inked == {(0, 0), (7, 1)}


def test_the_knife_leaves_the_gap_to_the_head_for_the_next_sheet():
    paper = Paper(384)
    cut = [sheet for item in CommandReader().feed(b"A\n" + _CUT + _CUT) if (sheet := paper.execute(item))]
    assert [sheet.dots.height for sheet in cut] == [HEAD_TO_CUTTER_DOTS + 30, HEAD_TO_CUTTER_DOTS]
    assert not paper.has_uncut_print


def test_a_cut_without_feed_cuts_through_what_lies_under_the_knife():
    paper = Paper(384)
    items = list(CommandReader().feed(b"\x1bJ\xc8A\n\x1dV\x00"))
    (sheet,) = [cut for item in items if (cut := paper.execute(item))]
    assert sheet.dots.height == 200 + 30
    assert paper.has_uncut_print  # the last line was still on the head's side


def test_the_preview_shows_a_bar_code_that_an_independent_reader_reads():
    for width in (58, 80):
        picture = preview(
            Document((Rule(), Space(20), Code128("V7K2-91QD"), Text("x"))), PaperOptions(paper_width_mm=width)
        )
        assert zxingcpp.read_barcode(picture).text == "V7K2-91QD"


def test_a_bar_code_that_does_not_fit_is_left_out_and_reported():
    paper = Paper(100)
    paper.execute(Command(b"\x1dk", b"I\x0c{BV7K2-91QDX"))
    assert paper.unknown == [b"\x1dkI"]


def test_the_same_document_always_gives_the_same_picture():
    document = Document((Text("A 12", width=6, height=6),))
    first, second = (preview(document, PaperOptions(profile="epson-tm-t20")) for _ in range(2))
    assert isinstance(first, Image.Image)
    assert first.tobytes() == second.tobytes()

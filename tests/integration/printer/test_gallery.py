"""The gallery's tickets, read back from their pictures by a reader that knows nothing of how they were made."""

import re

import pytest
import zxingcpp

from hardware.printer.document import Matrix
from hardware.printer.escpos import encode
from hardware.printer.preview import preview
from kiosk.insi.outcome import Found
from kiosk.ticket import datamatrix
from tests.integration.printer.gallery import build, exhibits

_EXHIBITS = list(exhibits())
_STANDARD_TICKET_BYTES = 8000
_DRAWN_CHAPTERS = ("Drawn in Noto Sans",)


@pytest.mark.parametrize("exhibit", _EXHIBITS, ids=lambda exhibit: f"{exhibit.chapter}, {exhibit.caption}")
def test_the_codes_on_a_ticket_are_read_from_its_picture(exhibit):
    picture = preview(exhibit.document, exhibit.options)
    bar_code = zxingcpp.read_barcode(picture, formats=zxingcpp.BarcodeFormat.Code128, try_rotate=False)
    assert bar_code.text == exhibit.ticket.visit_code

    matrices = [block for block in exhibit.document.blocks if isinstance(block, Matrix)]
    read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix, try_rotate=False)
    assert len(read) == len(matrices)
    if matrices:
        assert isinstance(exhibit.ticket.holder, Found)
        written = datamatrix.payload(exhibit.ticket.holder.ins, exhibit.ticket.holder.traits)
        assert isinstance(written, datamatrix.Payload)
        assert read[0].bytes.decode("ascii") == written.text


def test_a_ticket_in_the_printers_own_characters_is_short_enough_for_a_serial_line():
    for exhibit in _EXHIBITS:
        is_drawn = exhibit.chapter in _DRAWN_CHAPTERS or "Arabic" in exhibit.caption or ", ar," in exhibit.caption
        if not is_drawn:
            assert len(encode(exhibit.document, exhibit.options)) < _STANDARD_TICKET_BYTES, exhibit.caption


def test_the_page_shows_every_picture(tmp_path, monkeypatch):
    few = _EXHIBITS[:3]
    monkeypatch.setattr("tests.integration.printer.gallery.exhibits", lambda: iter(few))
    shown = re.findall(r'<img src="(.+?)"', build(tmp_path).read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(path.name for path in tmp_path.glob("*.png"))
    assert len(shown) == len(few)

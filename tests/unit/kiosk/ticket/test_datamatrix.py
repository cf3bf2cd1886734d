from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.printer.document import Document, Rule, Text
from hardware.printer.options import PaperOptions
from hardware.printer.preview import preview
from kiosk.identity.ins import Ins
from kiosk.identity.traits import StrictTraits
from kiosk.ticket.datamatrix import NotEncodable, Payload, payload, symbol

_INS = Ins("2790351215189", "89", "1.2.250.1.213.1.4.8")
_TRAITS = StrictTraits("PAT-TROIS", ("DOMINIQUE",), "F", "1979-03-28", "63220")
_HEADER = "IS010000000000000000000000"


def _text(ins=_INS, **traits):
    written = payload(ins, replace(_TRAITS, **traits))
    assert isinstance(written, Payload)
    return written.text


def test_the_payload_has_the_published_form():
    assert _text() == (
        f"{_HEADER}S1279035121518989S21.2.250.1.213.1.4.8\x1dS3DOMINIQUE\x1dS4PAT-TROIS\x1dS5FS628-03-1979S763220"
    )


def test_a_value_of_full_length_needs_no_separator():
    test_oid = replace(_INS, oid="1.2.250.1.213.1.4.10")
    assert "S21.2.250.1.213.1.4.10S3" in _text(test_oid)
    assert f"S3{'A' * 100}S4{'B' * 100}S5" in _text(birth_given_names=("A" * 100,), birth_family_name="B" * 100)


def test_given_names_stand_in_civil_order_with_a_space_between():
    assert "S3PIERRE-ALAIN MURIEL FLORIANT\x1d" in _text(birth_given_names=("PIERRE-ALAIN", "MURIEL", "FLORIANT"))


def test_an_unknown_place_of_birth_is_left_out():
    assert _text(birth_place_cog="").endswith("S628-03-1979")


@pytest.mark.parametrize(
    ("ins", "traits", "trait"),
    [
        (replace(_INS, key=None), {}, "matricule"),
        (replace(_INS, matricule="279035121518"), {}, "matricule"),
        (replace(_INS, oid=""), {}, "oid"),
        (replace(_INS, oid="1.2.250.1.213.1.4.100"), {}, "oid"),
        (_INS, {"birth_given_names": ()}, "birth_given_names"),
        (_INS, {"birth_given_names": ("DOMINIQUÉ",)}, "birth_given_names"),
        (_INS, {"birth_given_names": ("A" * 101,)}, "birth_given_names"),
        (_INS, {"birth_family_name": ""}, "birth_family_name"),
        (_INS, {"birth_family_name": "Pat"}, "birth_family_name"),
        (_INS, {"birth_family_name": " PAT"}, "birth_family_name"),
        (_INS, {"birth_family_name": "PAT\x1dS5M"}, "birth_family_name"),
        (_INS, {"sex": "I"}, "sex"),
        (_INS, {"sex": ""}, "sex"),
        (_INS, {"birth_date": "1979-3-28"}, "birth_date"),
        (_INS, {"birth_date": ""}, "birth_date"),
        (_INS, {"birth_place_cog": "6322"}, "birth_place_cog"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_by_name(ins, traits, trait):
    assert payload(ins, replace(_TRAITS, **traits)) == NotEncodable(trait)


@pytest.mark.parametrize("cog", ["2A004", "2B033", "99109", "97105", "63220"])
def test_every_kind_of_place_is_held(cog):
    assert _text(birth_place_cog=cog).endswith(f"S7{cog}")


def _read_printed(matrix, options):
    """Read the symbol with a reader of another make from the picture of the printed paper."""
    picture = preview(Document((Rule(), matrix, Text("INS à scanner"))), options)
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)
    return found.bytes.decode("ascii")


@pytest.mark.parametrize("profile", ["generic", "epson-tm-t88"])
@pytest.mark.parametrize("paper_width_mm", [58, 80])
def test_another_makers_reader_reads_the_printed_symbol(profile, paper_width_mm):
    options = PaperOptions(profile=profile, paper_width_mm=paper_width_mm)
    assert _read_printed(symbol(Payload(_text())), options) == _text()


def test_the_longest_identity_fits_the_narrowest_paper():
    longest = _text(birth_given_names=("A-B C'D" * 14,), birth_family_name="E-F' G" * 16)
    assert _read_printed(symbol(Payload(longest)), PaperOptions(profile="epson-tm-t88", paper_width_mm=58)) == longest


_NAME = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ' -", min_size=0, max_size=60).map(lambda rest: "A" + rest)


@given(st.lists(_NAME, min_size=1, max_size=2).map(lambda names: (" ".join(names)[:100],)), _NAME)
def test_the_symbol_is_square_and_reads_as_what_was_written(given_names, family_name):
    text = _text(birth_given_names=given_names, birth_family_name=family_name)
    modules = symbol(Payload(text)).modules
    assert len(modules) == len(modules[0])
    drawing = Image.new("L", (len(modules) + 4,) * 2, 255)
    for y, row in enumerate(modules):
        for x, ink in enumerate(row):
            drawing.putpixel((x + 2, y + 2), 0 if ink else 255)
    enlarged = drawing.resize((drawing.width * 4,) * 2, Image.Resampling.NEAREST)
    found = zxingcpp.read_barcode(enlarged, formats=zxingcpp.BarcodeFormat.DataMatrix, is_pure=True)
    assert found.bytes.decode("ascii") == text


def test_no_repr_shows_anybody():
    assert "PAT" not in repr(payload(_INS, _TRAITS))
    assert "279035" not in repr(payload(_INS, _TRAITS))

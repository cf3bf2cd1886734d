import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from hardware.printer import code128


def _read(modules):
    symbol = Image.new("L", (len(modules), 1))
    symbol.putdata([0 if module == "1" else 255 for module in modules])
    picture = ImageOps.expand(symbol.resize((3 * len(modules), 80), Image.Resampling.NEAREST), 40, 255)
    return zxingcpp.read_barcode(picture, formats=zxingcpp.BarcodeFormat.Code128)


@given(st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTUVWXYZ-", min_size=1, max_size=12))
def test_an_independent_reader_reads_what_was_written(text):
    assert _read(code128.modules(b"{B" + text.encode())).text == text


def test_the_code_set_may_change_within_a_symbol():
    data = b"{BV7{C\x02\x0c{AQ"
    assert _read(code128.modules(data)).text == "V70212Q"


@pytest.mark.parametrize("data", [b"", b"ABC", b"{DABC", b"{B\x01", b"{Aabc", b"{C\x64", b"{BA{X"])
def test_data_outside_the_code_set_is_refused(data):
    with pytest.raises(ValueError, match=r"code set"):
        code128.modules(data)

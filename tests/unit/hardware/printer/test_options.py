import pytest
from pydantic import TypeAdapter, ValidationError

from hardware.channel.flow_control import FlowControl
from hardware.printer.options import DisabledOptions, PrinterOptions, SerialOptions, TcpOptions

_ANY = TypeAdapter(PrinterOptions)


def test_one_word_picks_the_driver():
    assert _ANY.validate_python({"driver": "disabled"}) == DisabledOptions()
    assert _ANY.validate_python({"driver": "escpos-tcp", "host": "192.0.2.7"}) == TcpOptions(
        host="192.0.2.7", port=9100
    )
    serial = _ANY.validate_python({"driver": "escpos-serial", "device": "/dev/ttyS0", "flow_control": "xon-xoff"})
    assert isinstance(serial, SerialOptions)
    assert serial.flow_control is FlowControl.XON_XOFF


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"driver": "laser"}, ()),
        ({"driver": "escpos-tcp", "host": ""}, ("escpos-tcp", "host")),
        ({"driver": "escpos-tcp", "host": "h", "port": 0}, ("escpos-tcp", "port")),
        ({"driver": "escpos-usb", "paper_width_mm": 81}, ("escpos-usb", "paper_width_mm")),
        ({"driver": "disabled", "profile": "tm-t2000"}, ("disabled", "profile")),
        ({"driver": "file", "path": "x", "colour": "blue"}, ("file", "colour")),
        ({"driver": "escpos-serial", "device": "/dev/ttyS0", "baud_rate": 300}, ("escpos-serial", "baud_rate")),
    ],
)
def test_a_mistake_is_told_at_its_key(options, where):
    with pytest.raises(ValidationError) as mistake:
        _ANY.validate_python(options)
    assert [error["loc"] for error in mistake.value.errors()] == [where]


def test_an_unknown_profile_is_answered_with_the_known_ones():
    with pytest.raises(ValidationError, match="epson-tm-t20"):
        DisabledOptions(profile="tm-t2000")

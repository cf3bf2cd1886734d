import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.apdu import (
    Command,
    MalformedApdu,
    Response,
    get_response,
    read_binary,
    read_short_file,
    select_application,
    select_file,
    select_master_file,
)

bytes_of_a_header = st.integers(0, 0xFF)
commands = st.builds(
    Command,
    cla=bytes_of_a_header,
    ins=bytes_of_a_header,
    p1=bytes_of_a_header,
    p2=bytes_of_a_header,
    data=st.binary(max_size=255),
    le=st.none() | st.integers(1, 256),
)


@given(commands)
def test_a_command_survives_the_wire(command):
    assert Command.decode(command.encode()) == command


@given(st.binary(max_size=300))
def test_any_bytes_are_a_command_or_refused(encoded):
    try:
        command = Command.decode(encoded)
    except MalformedApdu:
        return
    assert command.encode() == encoded


@given(st.binary(max_size=258))
def test_any_two_bytes_end_a_response(encoded):
    if len(encoded) < 2:
        with pytest.raises(MalformedApdu):
            Response.decode(encoded)
    else:
        assert Response.decode(encoded).encode() == encoded


@pytest.mark.parametrize(
    ("command", "encoded"),
    [
        (select_master_file(), "00A40000023F00"),
        (select_application(bytes.fromhex("D250000002564954414C45")), "00A404000BD250000002564954414C45"),
        (select_file(b"\xd0\x01"), "00A4020002D001"),
        (read_short_file(2), "00B0820000"),
        (read_binary(0x100), "00B0010000"),
        (get_response(0x00, 30), "00C000001E"),
        (get_response(0x00, 256), "00C0000000"),
    ],
)
def test_the_commands_of_a_reading_are_those_seen_on_real_cards(command, encoded):
    assert command.encode() == bytes.fromhex(encoded)


@pytest.mark.parametrize(
    "parts",
    [
        {"cla": 256},
        {"p1": -1},
        {"data": bytes(256)},
        {"le": 0},
        {"le": 257},
    ],
)
def test_a_command_that_does_not_fit_the_short_form_is_refused(parts):
    with pytest.raises(MalformedApdu):
        Command(**({"cla": 0, "ins": 0xA4, "p1": 0, "p2": 0} | parts))


def test_what_a_card_answered_is_never_shown():
    assert "ADRTROIS" not in repr(Response(b"ADRTROIS", 0x9000))

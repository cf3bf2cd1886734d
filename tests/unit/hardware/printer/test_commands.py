import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.commands import Characters, Command, CommandReader, UnknownCommand

_COMMANDS = [
    Command(b"\x1b@"),
    Command(b"\x1bt", b"\x10"),
    Command(b"\x1d!", b"\x11"),
    Command(b"\x1dP", b"\xcb\xcb"),
    Command(b"\x1dV", b"\x00"),
    Command(b"\x1dV", b"B\x00"),
    Command(b"\x1dv", b"0\x00\x02\x00\x03\x00" + bytes(6)),
    Command(b"\x1dk", b"I\x04{BA1"),
    Command(b"\x1dk", b"\x04ABC\x00"),
    Command(b"\x1d(H", b"\x06\x0000" + b"0001"),
    Command(b"\x1b*", b"\x21\x01\x00" + bytes(3)),
    Command(b"\x1bD", b"\x08\x10\x00"),
    Command(b"\x10\x04", b"\x01"),
    Command(b"\x10\x14", b"\x08\x01\x03\x14\x01\x06\x02\x08"),
    Command(b"\x0a"),
]


def _read(*portions):
    reader = CommandReader()
    return [item for portion in portions for item in reader.feed(portion)], reader


@pytest.mark.parametrize("command", _COMMANDS, ids=lambda command: command.code.hex())
def test_each_command_ends_where_its_parameters_end(command):
    items, reader = _read(command.code + command.parameters + b"x")
    assert items == [command, Characters(b"x")]
    assert reader.is_between_commands


@pytest.mark.parametrize("command", _COMMANDS, ids=lambda command: command.code.hex())
def test_a_command_waits_for_its_last_byte(command):
    whole = command.code + command.parameters
    for end in range(len(whole)):
        items, reader = _read(whole[:end])
        assert items == []
        assert reader.is_between_commands == (end == 0)


def test_a_command_that_nobody_knows_is_named():
    items, _ = _read(b"\x1bZ\x1dZA")
    assert items == [UnknownCommand(b"\x1bZ"), UnknownCommand(b"\x1dZ"), Characters(b"A")]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_the_end_or_wait_for_more(data):
    items, _ = _read(data)
    read = sum(len(item.data if isinstance(item, Characters) else item.code) for item in items)
    assert read <= len(data)

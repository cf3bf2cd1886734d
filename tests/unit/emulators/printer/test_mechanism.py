import pytest

from hardware.printer.paper import Paper
from tests.emulators.printer.mechanism import Mechanism

_CUT = b"\x1dVB\x00"
_STATUS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
_CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_ALL_WELL = b"\x12\x12\x12\x12"


@pytest.fixture
def sheets():
    return []


@pytest.fixture
def mechanism(sheets):
    return Mechanism(Paper(384), lambda sheet, raw: sheets.append(raw))


def test_a_sheet_is_kept_with_the_very_bytes_that_made_it(mechanism, sheets):
    mechanism.receive(b"A\n" + _STATUS + _CUT)
    mechanism.receive(b"B\n" + _CUT)
    assert sheets == [b"A\n" + _CUT, b"B\n" + _CUT]


def test_real_time_status_is_answered_even_when_everything_else_waits(mechanism, sheets):
    mechanism.sensors.paper_out = True
    assert mechanism.receive(b"A\n" + _CUT + _STATUS) == b"\x1a\x32\x12\x7e"
    assert sheets == []
    mechanism.sensors.paper_out = False
    mechanism.carry_on()
    assert len(sheets) == 1
    assert mechanism.receive(_STATUS) == _ALL_WELL


def test_a_stopped_printer_takes_four_kilobytes_and_no_more(mechanism):
    mechanism.sensors.cover_open = True
    mechanism.receive(b"\n" * 4000)
    assert not mechanism.buffer_is_full
    mechanism.receive(b"\n" * 96)
    assert mechanism.buffer_is_full
    mechanism.sensors.cover_open = False
    mechanism.carry_on()
    assert not mechanism.buffer_is_full


def test_a_cleared_buffer_is_confirmed_and_prints_nothing_later(mechanism, sheets):
    mechanism.sensors.cover_open = True
    mechanism.receive(b"A\n" + _CUT)
    assert mechanism.receive(_CLEAR_BUFFER) == b"\x37\x25\x00"
    mechanism.sensors.cover_open = False
    mechanism.carry_on()
    assert sheets == []


def test_changes_are_reported_once_and_only_where_they_are_wanted(mechanism):
    mechanism.sensors.paper_low = True
    assert mechanism.carry_on() == b""
    assert mechanism.receive(b"\x1da\x0e") == b"\x10\x00\x03\x00"
    assert mechanism.carry_on() == b""
    mechanism.sensors.cover_open = True
    assert mechanism.carry_on() == b"\x38\x00\x03\x00"


def test_a_question_in_the_queue_is_answered_in_its_turn(mechanism):
    mechanism.sensors.paper_out = True
    assert mechanism.receive(b"\x1dr\x01\x1bv\x1d(H\x06\x0000" + b"0042") == b""
    mechanism.sensors.paper_out = False
    assert mechanism.carry_on() == b"\x00\x00\x37\x220042\x00"


def test_a_silent_printer_prints_all_the_same(mechanism, sheets):
    mechanism.silent = True
    assert mechanism.receive(_STATUS + b"A\n\x1dr\x01" + _CUT) == b""
    assert len(sheets) == 1


def test_the_paper_ends_after_as_many_lines_as_was_said(mechanism, sheets):
    mechanism.trip_after(2, "paper_out")
    mechanism.receive(b"A\nB\nC\n" + _CUT)
    assert mechanism.paper.lines == 2
    assert sheets == []
    mechanism.tear_off()
    assert sheets == [b"A\nB\n"]


def test_a_command_cut_short_swallows_what_comes_next_until_zeros_complete_it(mechanism):
    mechanism.receive(b"\x1dv0\x00\x02\x00\x64\x00")
    assert mechanism.receive(_STATUS) == b""
    mechanism.receive(bytes(200))
    assert mechanism.receive(_STATUS) == _ALL_WELL

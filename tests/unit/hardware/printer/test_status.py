import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.api import CoverOpen, CutterFault, Offline, Overheated, PaperOut, Ready, Unknown
from hardware.printer.status import (
    Automatic,
    BufferCleared,
    Garbage,
    PaperSensor,
    ProcessDone,
    RealTime,
    ReplyStream,
    decode_automatic,
    decode_paper_sensor,
    decode_real_time,
)


@pytest.mark.parametrize(
    ("replies", "status"),
    [
        ("12 12 12 12", Ready()),
        ("16 12 12 12", Ready()),  # the cash drawer's pin is no concern of ours
        ("12 12 12 1e", Ready(paper_low=True)),
        ("1a 32 12 7e", PaperOut()),
        ("12 12 12 72", PaperOut()),
        ("1a 16 12 12", CoverOpen()),
        ("1a 36 12 7e", CoverOpen()),  # paper out too: the open cover lifts it off its sensor
        ("1a 52 1a 12", CutterFault()),
        ("1a 52 52 12", Overheated()),
        ("1a 52 32 12", Offline()),  # unrecoverable
        ("1a 52 16 12", Offline()),  # recoverable by a command
        ("1a 12 12 12", Offline()),
        ("12 12 12 00", Unknown()),
        ("ff ff ff ff", Unknown()),
    ],
)
def test_real_time_replies_name_what_is_wrong(replies, status):
    assert decode_real_time(*bytes.fromhex(replies)) == status


@pytest.mark.parametrize(
    ("report", "status"),
    [
        ("10 00 00 00", Ready()),
        ("14 00 00 0f", Ready()),
        ("10 00 03 00", Ready(paper_low=True)),
        ("18 00 0f 00", PaperOut()),
        ("38 00 0f 00", CoverOpen()),
        ("18 08 00 00", CutterFault()),
        ("18 40 00 00", Overheated()),
        ("18 20 00 00", Offline()),
        ("18 00 00 00", Offline()),
        ("10 90 00 00", Unknown()),
        ("12 00 00 00", Unknown()),
        ("10 00 00", Unknown()),
        ("", Unknown()),
    ],
)
def test_an_automatic_report_names_what_is_wrong(report, status):
    assert decode_automatic(bytes.fromhex(report)) == status


@pytest.mark.parametrize(
    ("byte", "status"),
    [(0x00, Ready()), (0x03, Ready(paper_low=True)), (0x0F, PaperOut()), (0x60, Ready()), (0x90, Unknown())],
)
def test_the_paper_sensor_knows_of_the_paper_alone(byte, status):
    assert decode_paper_sensor(byte) == status


_SENT = bytes.fromhex("12 1a 18 00 0f 00 0f 37 22 30 30 30 31 00 37 25 00 11 13 10 00 00 00 ff 00")
_HEARD = [
    RealTime(0x12),
    RealTime(0x1A),
    Automatic(bytes.fromhex("18000f00")),
    PaperSensor(0x0F),
    ProcessDone(b"0001"),
    BufferCleared(),
    Automatic(bytes.fromhex("10000000")),
    Garbage(),
    PaperSensor(0x00),
]


@given(st.lists(st.integers(min_value=0, max_value=len(_SENT))))
def test_replies_of_all_kinds_are_told_apart_in_whatever_portions_they_come(cuts):
    stream = ReplyStream()
    edges = [0, *sorted(cuts), len(_SENT)]
    heard = [reply for start, end in itertools.pairwise(edges) for reply in stream.feed(_SENT[start:end])]
    assert heard == _HEARD


@given(st.binary(max_size=200))
def test_garbage_is_never_more_than_garbage(data):
    replies = ReplyStream().feed(data)
    assert len(replies) <= len(data)


def test_what_only_begins_like_a_report_does_not_swallow_the_reply_behind_it():
    assert list(ReplyStream().feed(bytes.fromhex("10 12 12 12 12"))) == [Garbage(), *[RealTime(0x12)] * 4]
    assert list(ReplyStream().feed(bytes.fromhex("37 12"))) == [Garbage(), RealTime(0x12)]

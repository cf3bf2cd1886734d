import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.apdu import Response, read_short_file, select_master_file
from hardware.card_reader.trace import Exchange, MalformedTrace, Trace, parse_trace
from tests.unit.hardware.card_reader.test_apdu import commands

responses = st.builds(Response, st.binary(max_size=256), st.integers(0, 0xFFFF))
traces = st.builds(
    Trace,
    st.binary(max_size=33),
    st.lists(st.builds(Exchange, commands, st.none() | responses), max_size=5).map(tuple),
    st.sampled_from(["", "read", "unreadable numbers_6982"]),
)


@given(traces)
def test_a_trace_survives_its_text_form(trace):
    assert parse_trace(str(trace)) == trace


def test_a_trace_reads_line_by_line():
    trace = Trace(
        b"\x3b\x00",
        (Exchange(select_master_file(), Response(b"", 0x9000)), Exchange(read_short_file(2), None)),
        "withdrawn",
    )
    assert [line for line in str(trace).splitlines() if not line.startswith("#")] == [
        "atr 3B00",
        "> 00A40000023F00",
        "< 9000",
        "> 00B0820000",
        "!",
        "= withdrawn",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "atr 3B00\natr 3B00",
        "atr 3B0",
        "atr 3B00\n> 00A4",
        "atr 3B00\n> 00A40000023F00",
        "atr 3B00\n< 9000",
        "atr 3B00\n> 00A40000023F00\n< 90",
        "atr 3B00\n> 00A40000023F00\n= read",
        "nonsense",
    ],
)
def test_what_is_no_trace_is_refused(text):
    with pytest.raises(MalformedTrace):
        parse_trace(text)


@given(st.text())
def test_any_text_is_a_trace_or_refused(text):
    with contextlib.suppress(MalformedTrace):
        parse_trace(text)

"""The page about the control socket says what the protocol does."""

from kiosk.control import server
from kiosk.control.protocol import (
    LONGEST_TRACE_MINUTES,
    MAX_LINE_BYTES,
    VERSION,
    Command,
    Order,
    ProtocolError,
    Question,
    decode_request,
)
from tests.unit.kiosk.control.page import TEXT, documented_errors, documented_members, documented_requests


def test_every_request_that_the_page_shows_is_understood_and_none_is_left_out():
    understood = [decode_request(line) for line in documented_requests()]
    assert [request for request in understood if isinstance(request, Question)] == list(Question)
    assert [request.command for request in understood if isinstance(request, Order)] == list(Command)


def test_the_page_names_every_refusal():
    assert documented_errors() == {error.value for error in ProtocolError}


def test_the_page_names_the_bounds_as_they_are():
    words = " ".join(TEXT.split())
    assert f"a line has at most {MAX_LINE_BYTES // 1024} KiB" in words
    assert f"The protocol has the version {VERSION}," in words
    assert f"(1 to {LONGEST_TRACE_MINUTES}; 0 ends it)" in words
    assert server._VISIT_S == 5
    assert "for five seconds at most" in words


def test_the_page_names_members_of_every_answer():
    assert all(documented_members().values())

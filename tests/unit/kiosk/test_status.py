"""The board counts visits and names problems, and knows nobody."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hardware.printer.api import Offline, PaperOut, Printed, Ready
from kiosk.flow.events import CardInserted, InsiAnswered, PrintEnded, TimedOut
from kiosk.flow.machine import first
from kiosk.flow.states import DeskReason, SeeDesk, VisitToken, Welcome
from kiosk.insi.outcome import Call, NotFound, SearchResult, Unavailable
from kiosk.status import StatusBoard

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_REST = replace(first("fr"), state=Welcome())
VISIT = VisitToken("v1")
VISITED = replace(AT_REST, visit=VISIT)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def board(clock):
    return StatusBoard(clock)


def today(board: StatusBoard) -> tuple[int, ...]:
    return tuple(board.content(AT_REST)["today"].values())


def codes(board: StatusBoard) -> list[str]:
    return [problem["code"] for problem in board.content(AT_REST)["problems"]]


def test_a_visit_ends_printed_at_the_desk_or_abandoned(board):
    board.observe(AT_REST, CardInserted(VISIT), VISITED)
    board.observe(VISITED, PrintEnded(VISIT, Printed()), VISITED)
    board.observe(VISITED, TimedOut(1), AT_REST)
    assert today(board) == (1, 1, 0, 0)
    at_desk = replace(VISITED, state=SeeDesk(DeskReason.NOT_FOUND))
    board.observe(AT_REST, CardInserted(VISIT), VISITED)
    board.observe(VISITED, TimedOut(2), at_desk)
    board.observe(at_desk, TimedOut(3), AT_REST)
    assert today(board) == (2, 1, 1, 0)
    board.observe(AT_REST, CardInserted(VISIT), VISITED)
    board.observe(VISITED, TimedOut(4), AT_REST)
    assert today(board) == (3, 1, 1, 1)


def test_the_counts_begin_anew_each_day(board, clock):
    board.observe(AT_REST, CardInserted(VISIT), VISITED)
    clock.now += timedelta(days=1)
    board.observe(VISITED, TimedOut(1), VISITED)
    assert today(board) == (0, 0, 0, 0)


def test_a_problem_keeps_the_time_it_began(board, clock):
    board.printer(PaperOut())
    assert board.content(AT_REST)["problems"] == [{"code": "P-201", "since": "2026-11-23T12:00:00+00:00"}]
    clock.now += timedelta(minutes=5)
    assert board.content(AT_REST)["problems"][0]["since"] == "2026-11-23T12:00:00+00:00"
    board.printer(Ready())
    assert codes(board) == []
    board.printer(Offline())
    assert board.content(AT_REST)["problems"][0]["since"] == "2026-11-23T12:05:00+00:00"


def test_insi_is_a_problem_until_it_answers_again(board):
    down = SearchResult(Unavailable("connect_timeout", "", retryable=True), (Call("o", "connect_timeout", 5000),))
    board.observe(VISITED, InsiAnswered(VISIT, down), VISITED)
    assert codes(board) == ["I-201"]
    board.observe(VISITED, InsiAnswered(VISIT, SearchResult(NotFound("01", ""))), VISITED)
    assert codes(board) == []


def test_the_answer_is_json(board):
    json.dumps(board.content(VISITED))

"""Every time limit, on both sides of it, in virtual time: the conductor's clock is a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import get_args

import pytest
from annotated_types import Le
from pydantic import BaseModel

from config.settings import Insi
from hardware.card_reader.options import PcscOptions
from hardware.printer.options import EscPosOptions
from kiosk.conductor import Conductor
from kiosk.flow.effects import Effect
from kiosk.flow.events import (
    CardInserted,
    CardRemoved,
    HelpWanted,
    KeyPressed,
    LanguageChosen,
    NumberIssued,
    ReaderChanged,
    Resumed,
    TimedOut,
    Touched,
)
from kiosk.flow.machine import step
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    Closed,
    ConfirmIdentity,
    DeskReason,
    Goodbye,
    Kiosk,
    OutOfService,
    Paced,
    Printing,
    ReadingCard,
    Resting,
    SeeDesk,
    ShowNumber,
    Starting,
    State,
    StillThere,
    TakeCard,
    TypeTraits,
    VisitToken,
    Welcome,
    Working,
)
from kiosk.flow.timeouts import (
    CARD_DEADLINE_S,
    HELP_S,
    INSI_DEADLINE_S,
    LEFT_BEHIND_S,
    MOST_EXTENSIONS,
    PRINT_DEADLINE_S,
    REMINDER_S,
    STILL_THERE_S,
    timeout_s,
)
from kiosk.identity.traits import Sex
from kiosk.insi.query import TraitsQuery
from kiosk.problems import Problem
from tests.people import PIERRE_ALAIN, TOUSSAINT, TOUSSAINT_FOUND

VISIT = VisitToken("v1")
QUERY = TraitsQuery("ADRUN", ("ZOE",), Sex.FEMALE, "1975-12-31")
BEFORE_S = 1 / 1024
"""Binary, so that adding it up stays exact."""

OPENS_AT = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - on the wall clock

CONFIRM = ConfirmIdentity(TOUSSAINT_FOUND)
CHOOSE = ChoosePerson([TOUSSAINT, PIERRE_ALAIN])
TAKE_CARD_AND_TICKET = TakeCard(has_ticket=True)


@dataclass(frozen=True)
class Limit:
    """A state, how long it lasts, and what it becomes; a `becomes` of None is the state itself, with the reminder."""

    state: State
    seconds: float
    becomes: State | None = None
    more: Mapping[str, object] = field(default_factory=dict)
    """What else the kiosk knows at the time."""


CARD_IN = {"card_in": True}

LIMITS = [
    Limit(Starting(), 10, OutOfService(Problem.READER_MISSING)),
    Limit(ReadingCard(), 10, CardProblem(Problem.CARD_UNREADABLE)),
    Limit(CHOOSE, 45),
    Limit(TypeTraits(), 90),
    Limit(CONFIRM, 45),
    Limit(TAKE_CARD_AND_TICKET, 60),
    Limit(SeeDesk(DeskReason.NO_CARD), 20),
    Limit(CardProblem(Problem.CARD_MUTE), 20),
    Limit(ShowNumber(Problem.PRINTER_PAPER_OUT), 20),
    Limit(AskingInsi(TOUSSAINT, TOUSSAINT), 17, Printing(TOUSSAINT, Problem.INSI_UNAVAILABLE)),
    Limit(AskingByTraits(QUERY), 17, SeeDesk(DeskReason.NO_ANSWER)),
    Limit(Printing(TOUSSAINT_FOUND, sent=True), 20, ShowNumber(Problem.PRINTER_UNCONFIRMED)),
    Limit(Goodbye(has_ticket=True), 10, Welcome()),
    *(
        Limit(state, REMINDER_S, StillThere(state), {"is_reminded": True})
        for state in (
            CHOOSE,
            TypeTraits(),
            CONFIRM,
            TAKE_CARD_AND_TICKET,
            SeeDesk(DeskReason.NO_CARD),
            CardProblem(Problem.CARD_MUTE),
            ShowNumber(Problem.PRINTER_PAPER_OUT),
        )
    ),
    Limit(StillThere(CHOOSE), STILL_THERE_S, TakeCard(has_ticket=False), CARD_IN),
    Limit(StillThere(TypeTraits()), STILL_THERE_S, Welcome()),
    Limit(StillThere(CONFIRM), STILL_THERE_S, TakeCard(has_ticket=False), CARD_IN),
    Limit(StillThere(CONFIRM), STILL_THERE_S, Welcome()),
    Limit(StillThere(TAKE_CARD_AND_TICKET), STILL_THERE_S, CardForgotten(), CARD_IN),
    Limit(StillThere(SeeDesk(DeskReason.NOT_ME)), STILL_THERE_S, TakeCard(has_ticket=False), CARD_IN),
    Limit(StillThere(SeeDesk(DeskReason.NO_CARD)), STILL_THERE_S, Welcome()),
    Limit(StillThere(CardProblem(Problem.CARD_MUTE)), STILL_THERE_S, CardForgotten(), CARD_IN),
    Limit(StillThere(CardProblem(Problem.CARD_WITHDRAWN)), STILL_THERE_S, Welcome()),
    Limit(StillThere(ShowNumber(Problem.PRINTER_PAPER_OUT)), STILL_THERE_S, Welcome()),
    # A language left behind; the state stays or is at rest anew.
    Limit(Welcome(), LEFT_BEHIND_S, Welcome(), {"language": "en"}),
    Limit(CardForgotten(), LEFT_BEHIND_S, CardForgotten(), {"language": "en"}),
    Limit(OutOfService(Problem.PAUSED), LEFT_BEHIND_S, OutOfService(Problem.PAUSED), {"language": "en"}),
    Limit(Closed(OPENS_AT), LEFT_BEHIND_S, Closed(OPENS_AT), {"language": "en"}),
]

ENDLESS = [Welcome(), CardForgotten(), OutOfService(Problem.READER_MISSING), Closed(OPENS_AT)]


class Time:
    """A conductor whose clock goes as far as it is told."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._now_s = 0.0
        self.asked: list[Effect] = []
        self.conductor = Conductor(
            kiosk,
            observers=[],
            show=lambda _kiosk: None,
            dispatch=self.asked.append,
            monotonic_s=lambda: self._now_s,
            today=lambda: date(2026, 9, 28),
        )

    def passes(self, seconds: float) -> Kiosk:
        self._now_s += seconds
        self.conductor.tick()
        return self.kiosk

    def runs_out(self) -> Kiosk:
        """Let exactly the present limit pass."""
        limit_s = timeout_s(self.kiosk)
        assert limit_s is not None
        before = self.kiosk
        assert self.passes(limit_s - BEFORE_S) == before
        return self.passes(BEFORE_S)

    @property
    def kiosk(self) -> Kiosk:
        return self.conductor.kiosk


def kiosk_in(state: State, **more: object) -> Kiosk:
    return replace(Kiosk(state, language="fr", default_language="fr", visit=VISIT), **more)


def name_of(limit: Limit) -> str:
    inner = f"-over-{type(limit.state.resume).__name__}" if isinstance(limit.state, StillThere) else ""
    return "-".join([type(limit.state).__name__ + inner, *limit.more])


def test_every_state_has_its_limit_tested_or_waits_for_ever():
    tested = {type(limit.state) for limit in LIMITS} | {type(state) for state in ENDLESS}
    assert tested == set(get_args(State))
    assert {type(limit.state) for limit in LIMITS if limit.more == {"is_reminded": True}} == set(get_args(Paced))
    assert {type(limit.state.resume) for limit in LIMITS if isinstance(limit.state, StillThere)} == set(get_args(Paced))


@pytest.mark.parametrize("limit", LIMITS, ids=name_of)
def test_just_before_its_limit_a_state_stays_and_at_its_limit_it_ends(limit: Limit):
    before = kiosk_in(limit.state, **limit.more)
    time = Time(before)
    assert time.passes(limit.seconds - BEFORE_S) == before
    after = time.passes(BEFORE_S)
    assert after.serial > before.serial
    if limit.becomes is None:
        assert after == replace(before, is_reminded=True, serial=after.serial)
    else:
        assert (after.state, after.language) == (limit.becomes, "fr")


@pytest.mark.parametrize("state", ENDLESS, ids=lambda state: type(state).__name__)
def test_at_rest_no_time_passes(state: State):
    time = Time(kiosk_in(state))
    assert time.passes(1e9) == kiosk_in(state)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("limit", [limit for limit in LIMITS if "language" not in limit.more], ids=name_of)
def test_no_limit_depends_on_the_language(limit: Limit, language: str):
    assert timeout_s(kiosk_in(limit.state, language=language, **limit.more)) == limit.seconds


PACED = [limit.state for limit in LIMITS if limit.becomes is None]


@pytest.mark.parametrize("state", PACED, ids=lambda state: type(state).__name__)
def test_each_announcement_leaves_twenty_seconds_at_least(state: State):
    time = Time(kiosk_in(state))
    assert time.runs_out().is_reminded
    assert timeout_s(time.kiosk) >= 20
    assert isinstance(time.runs_out().state, StillThere)
    assert timeout_s(time.kiosk) >= 20


@pytest.mark.parametrize("state", PACED, ids=lambda state: type(state).__name__)
def test_ten_times_a_touch_answers_the_first_announcement(state: State):
    time = Time(kiosk_in(state))
    for extension in range(10):
        assert time.runs_out().is_reminded
        time.conductor.receive(Touched())
        assert (time.kiosk.state, time.kiosk.is_reminded, time.kiosk.extensions) == (state, False, extension + 1)


@pytest.mark.parametrize("state", PACED, ids=lambda state: type(state).__name__)
def test_ten_times_the_button_answers_the_second_announcement(state: State):
    time = Time(kiosk_in(state))
    for _ in range(10):
        time.runs_out()
        assert time.runs_out().state == StillThere(state)
        time.conductor.receive(Resumed())
        assert time.kiosk.state == state


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (CHOOSE, SeeDesk(DeskReason.MORE_TIME)),
        (TypeTraits(), SeeDesk(DeskReason.MORE_TIME)),
        (CONFIRM, SeeDesk(DeskReason.MORE_TIME)),
        (TAKE_CARD_AND_TICKET, CardForgotten()),
        (SeeDesk(DeskReason.NOT_ME), TakeCard(has_ticket=False)),
        (CardProblem(Problem.CARD_MUTE), CardForgotten()),
        (ShowNumber(Problem.PRINTER_PAPER_OUT), TakeCard(has_ticket=False)),
    ],
    ids=lambda state: type(state).__name__,
)
def test_who_has_asked_ten_times_for_more_is_helped_by_a_person(state: State, becomes: State):
    time = Time(kiosk_in(state, extensions=MOST_EXTENSIONS, card_in=True))
    assert time.runs_out().state == becomes


def test_going_on_gives_the_next_page_all_its_extensions():
    time = Time(kiosk_in(TypeTraits(), extensions=7))
    time.conductor.receive(KeyPressed("A"))
    assert time.kiosk.extensions == 0


@pytest.mark.parametrize("state", PACED, ids=lambda state: type(state).__name__)
def test_any_touch_begins_the_time_of_a_page_anew(state: State):
    time = Time(kiosk_in(state))
    for _ in range(50):
        assert not time.passes(19).is_reminded
        time.conductor.receive(Touched())
    assert time.kiosk.extensions == 0


def test_the_question_whether_somebody_is_there_is_not_answered_by_a_sleeve():
    time = Time(kiosk_in(StillThere(CONFIRM), card_in=True))
    time.passes(STILL_THERE_S - 1)
    time.conductor.receive(Touched())
    assert time.passes(1).state == TakeCard(has_ticket=False)


WORKING = [limit for limit in LIMITS if isinstance(limit.state, Working)]


@pytest.mark.parametrize("limit", WORKING, ids=name_of)
@pytest.mark.parametrize("event", [Touched(), HelpWanted(), Resumed()])
def test_no_touch_and_no_wish_for_help_puts_off_the_kiosks_own_deadlines(limit: Limit, event: object):
    time = Time(kiosk_in(limit.state))
    time.passes(limit.seconds - 1)
    time.conductor.receive(event)
    assert time.passes(1).state == limit.becomes


@pytest.mark.parametrize("state", [*PACED, Goodbye(has_ticket=True), *ENDLESS], ids=lambda state: type(state).__name__)
def test_the_help_page_closes_by_itself_and_what_was_beneath_has_its_whole_time_again(state: State):
    time = Time(kiosk_in(state))
    time.conductor.receive(HelpWanted())
    assert time.passes(HELP_S - BEFORE_S).is_help_shown
    after = time.passes(BEFORE_S)
    assert (after.state, after.is_help_shown) == (state, False)
    assert timeout_s(after) == timeout_s(kiosk_in(state))


def test_who_reads_the_help_page_while_the_identity_is_asked_has_time_to_read_it():
    time = Time(kiosk_in(AskingInsi(TOUSSAINT, TOUSSAINT)))
    time.conductor.receive(HelpWanted())
    time.passes(16)
    time.conductor.receive(NumberIssued(VISIT, "A 12"))
    assert time.passes(0).is_help_shown


def test_nobody_who_waits_with_a_card_in_the_slot_waits_for_who_is_gone():
    time = Time(kiosk_in(ShowNumber(Problem.PRINTER_PAPER_OUT), card_in=True, next_card=VisitToken("v2")))
    assert time.runs_out().state == ReadingCard()


def test_a_choice_made_at_rest_waits_a_minute_from_the_last_touch():
    time = Time(kiosk_in(Welcome(), visit=None))
    time.conductor.receive(LanguageChosen("en"))
    time.passes(LEFT_BEHIND_S - 1)
    time.conductor.receive(Touched())
    assert time.passes(LEFT_BEHIND_S - BEFORE_S).language == "en"
    assert time.passes(BEFORE_S).language == "fr"


def test_a_visit_left_alone_in_any_state_is_forgotten_within_five_minutes():
    for limit in LIMITS:
        time = Time(kiosk_in(limit.state, **({"card_in": True} | limit.more)))
        time.conductor.receive(ReaderChanged(None))
        elapsed_s = 0.0
        while (limit_s := timeout_s(time.kiosk)) is not None:
            elapsed_s += limit_s
            time.passes(limit_s)
        assert elapsed_s <= 300
        assert isinstance(time.kiosk.state, Welcome | CardForgotten | OutOfService | Closed)
        assert time.kiosk.visit is None or isinstance(limit.state, Resting | CardForgotten)


@pytest.mark.parametrize("event", [CardRemoved(), CardInserted(VisitToken("v2"))])
def test_a_late_time_out_ends_no_later_page(event: object):
    waiting = kiosk_in(StillThere(CONFIRM), card_in=True)
    after, _ = step(waiting, event)
    assert step(after, TimedOut(waiting.serial)) == (after, ())


def test_who_listens_has_the_whole_time_after_the_last_word():
    time = Time(kiosk_in(Goodbye(has_ticket=True)))
    for _ in range(10):
        time.conductor.wait_for_speech()
        assert time.passes(2.0).state == Goodbye(has_ticket=True)
    time.conductor.wait_for_speech()
    assert isinstance(time.runs_out().state, Welcome)


def test_a_voice_that_never_ends_holds_no_page_for_ever():
    time = Time(kiosk_in(CONFIRM))
    for _ in range(200):
        time.conductor.wait_for_speech()
        time.passes(1.0)
    assert time.kiosk.state != CONFIRM


def test_speech_prolongs_nothing_that_the_kiosk_itself_has_to_do_in_time():
    time = Time(kiosk_in(ReadingCard()))
    for _ in range(11):
        time.conductor.wait_for_speech()
        time.passes(1.0)
    assert time.kiosk.state != ReadingCard()


def test_no_technician_can_give_a_service_more_time_than_its_state_has():
    assert highest(PcscOptions, "answer_timeout_s") <= highest(PcscOptions, "read_timeout_s") == CARD_DEADLINE_S
    assert highest(Insi, "search_timeout_s") == INSI_DEADLINE_S
    # A line found dead and opened anew takes four answers' time before the ticket begins.
    before_s = 4 * highest(EscPosOptions, "status_timeout_s")
    assert before_s + highest(EscPosOptions, "print_timeout_s") == PRINT_DEADLINE_S


def highest(options: type[BaseModel], key: str) -> float:
    [limit] = [limit.le for limit in options.model_fields[key].metadata if isinstance(limit, Le)]
    return limit

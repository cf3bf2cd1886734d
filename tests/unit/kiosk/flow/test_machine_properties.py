"""What holds for every visit, whatever happens in it."""

import itertools
from dataclasses import is_dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.api import PersonOnCard
from kiosk.flow.events import (
    CardRemoved,
    Event,
    HelpWanted,
    InternalFault,
    KioskClosed,
    ReaderChanged,
    Resumed,
    TimedOut,
)
from kiosk.flow.machine import first, step
from kiosk.flow.states import (
    CardForgotten,
    CardProblem,
    Closed,
    Goodbye,
    Kiosk,
    OutOfService,
    Printing,
    Resting,
    SeeDesk,
    StillThere,
    TakeCard,
    Welcome,
)
from kiosk.flow.timeouts import timeout_s
from kiosk.flow.typed_traits import TypedTraits
from kiosk.insi.outcome import Found
from kiosk.insi.query import TraitsQuery
from tests.unit.kiosk.flow.events_strategy import any_event, any_event_but_a_fault

_TIME_OVER = "time over"

_MOST_TIME_OUTS = 10
"""Of a visit left alone: asking, printing, its number with two announcements, and one more for a next card."""

_WITHOUT_TYPED_TRAITS = Resting | Goodbye | SeeDesk | TakeCard | CardForgotten | CardProblem

happenings = st.lists(st.one_of(any_event, st.just(_TIME_OVER)), max_size=60)
happenings_without_fault = st.lists(st.one_of(any_event_but_a_fault, st.just(_TIME_OVER)), max_size=60)


def live(happened: list[Event | str]) -> list[Kiosk]:
    kiosks = [first("fr")]
    for happening in happened:
        event = TimedOut(kiosks[-1].serial) if isinstance(happening, str) else happening
        kiosks.append(step(kiosks[-1], event)[0])
    return kiosks


@given(happenings)
def test_the_serial_changes_with_every_change_of_state_and_never_goes_back(happened):
    kiosks = live(happened)
    for before, after in itertools.pairwise(kiosks):
        assert after.serial >= before.serial
        if type(after.state) is not type(before.state):
            assert after.serial > before.serial


@given(happenings_without_fault)
def test_with_the_card_out_and_nobody_there_the_kiosk_comes_to_rest(happened):
    kiosk = live(happened)[-1]
    kiosk, _ = step(kiosk, CardRemoved())
    for _ in range(_MOST_TIME_OUTS):
        kiosk, _ = step(kiosk, TimedOut(kiosk.serial))
    assert isinstance(kiosk.state, Welcome | OutOfService | Closed)
    assert kiosk.is_as_first_met


@given(happenings)
def test_at_rest_nothing_is_left_of_the_visit(happened):
    for kiosk in live(happened):
        if isinstance(kiosk.state, Welcome):
            assert (kiosk.visit, kiosk.number) == (None, None)


@given(happenings)
def test_with_the_card_out_nothing_read_from_it_is_left_but_a_print_under_way(happened):
    for kiosk in live(happened):
        by_card = not kiosk.is_typed and not isinstance(kiosk.state, Printing)
        assert kiosk.card_in or not by_card or not holds_a_person(kiosk.state)


@given(happenings)
def test_what_is_typed_never_outlives_its_visit(happened):
    for kiosk in live(happened):
        if isinstance(kiosk.state, _WITHOUT_TYPED_TRAITS):
            assert not holds_typed_traits(kiosk.state)


@given(happenings)
def test_every_state_but_rest_ends_by_itself_or_waits_for_a_card_to_leave(happened):
    for kiosk in live(happened):
        if timeout_s(kiosk) is None:
            assert isinstance(kiosk.state, Welcome | CardForgotten | OutOfService | Closed)


@given(happenings)
def test_help_can_be_wanted_always_and_left_again_without_losing_anything(happened):
    kiosk = live(happened)[-1]
    shown, _ = step(kiosk, HelpWanted())
    assert shown.is_help_shown
    back, effects = step(shown, Resumed())
    assert effects == ()
    assert not back.is_help_shown
    assert back.state == (kiosk.state.resume if isinstance(kiosk.state, StillThere) else kiosk.state)


@given(happenings)
def test_closing_time_ends_no_visit(happened):
    kiosk = live(happened)[-1]
    closed, effects = step(kiosk, KioskClosed(None))
    assert effects == ()
    if not isinstance(kiosk.state, Welcome | OutOfService | Closed):
        assert closed == replace(kiosk, closed=Closed(None))


@given(happenings)
def test_only_a_restart_ends_an_internal_fault(happened):
    kiosk, _ = step(live(happened)[-1], InternalFault())
    for event in (ReaderChanged(None), CardRemoved(), TimedOut(kiosk.serial)):
        kiosk, effects = step(kiosk, event)
        assert isinstance(kiosk.state, OutOfService)
        assert effects == ()


@given(happenings)
def test_no_state_shows_a_person_in_its_repr(happened):
    for kiosk in live(happened):
        assert "TOUSSAINT" not in repr(kiosk)
        assert "160012B020777" not in repr(kiosk)


def holds_typed_traits(thing: object) -> bool:
    return isinstance(thing, TypedTraits | TraitsQuery) or (
        is_dataclass(thing) and any(holds_typed_traits(part) for part in vars(thing).values())
    )


def holds_a_person(thing: object) -> bool:
    match thing:
        case PersonOnCard() | Found():
            return True
        case list() | tuple():
            return any(holds_a_person(part) for part in thing)
        case _:
            return is_dataclass(thing) and any(holds_a_person(part) for part in vars(thing).values())

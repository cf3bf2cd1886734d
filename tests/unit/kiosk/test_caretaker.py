"""Opening, closing, day and night in virtual time."""

from datetime import UTC, datetime, time, timedelta

import pytest

from kiosk.caretaker import Caretaker
from kiosk.flow.events import Event, KioskClosed, KioskOpened, ReaderChanged
from kiosk.flow.machine import step
from kiosk.flow.states import Closed, ConfirmIdentity, Kiosk, OutOfService, ReadingCard, State, Welcome
from kiosk.opening_hours import OpeningHours, Span
from kiosk.problems import Problem
from kiosk.ui.ambience import Ambience, LightPlan
from tests.people import TOUSSAINT_FOUND

HOURS = OpeningHours([[Span.parse("08:00-18:00")]] * 5 + [[], []])
PLAN = LightPlan(
    night_from=time(21),
    night_until=time(6, 30),
    dark_at_night=True,
    by_day=1.0,
    by_night=0.6,
    at_rest=0.5,
    rest_after_s=120,
)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


class House:
    """A kiosk with a caretaker, whose two clocks go as far as they are told."""

    def __init__(self, at: datetime, state: State | None = None) -> None:
        self.now = at
        self._monotonic_s = 1000.0
        self.kiosk = Kiosk(state or Welcome(), language="fr", default_language="fr")
        self.posted: list[Event] = []
        self.ambience = Ambience()
        self.caretaker = Caretaker(
            HOURS,
            PLAN,
            now=lambda: self.now,
            monotonic_s=lambda: self._monotonic_s,
            post=self._post,
            light=self._light,
        )
        self.caretaker.tick(self.kiosk)

    def passes(self, seconds: float) -> "House":
        self.now += timedelta(seconds=seconds)
        self._monotonic_s += seconds
        self.caretaker.tick(self.kiosk)
        return self

    def _post(self, event: Event) -> None:
        self.posted.append(event)
        self.kiosk, _ = step(self.kiosk, event)

    def _light(self, ambience: Ambience) -> None:
        assert ambience != self.ambience
        self.ambience = ambience


def test_the_kiosk_closes_and_opens_at_its_hours_and_says_so_once():
    house = House(MONDAY.replace(hour=17, minute=59))
    assert house.posted == []
    house.passes(59)
    assert house.posted == []
    house.passes(1).passes(1).passes(3600)
    assert house.posted == [KioskClosed(datetime(2026, 11, 24, 8))]  # noqa: DTZ001 - on the wall clock
    assert isinstance(house.kiosk.state, Closed)
    house.now = MONDAY + timedelta(days=1, hours=8)
    house.passes(0)
    assert house.posted[-1] == KioskOpened()
    assert house.kiosk.state == Welcome()


def test_a_kiosk_that_is_started_at_night_is_closed():
    house = House(MONDAY.replace(hour=3))
    assert house.posted == [KioskClosed(datetime(2026, 11, 23, 8))]  # noqa: DTZ001 - on the wall clock


def test_a_clock_that_is_set_opens_or_closes_at_once():
    house = House(MONDAY.replace(hour=10))
    house.now = MONDAY + timedelta(days=5, hours=10)
    house.passes(0)
    assert isinstance(house.kiosk.state, Closed)


def test_a_clock_that_nobody_believes_closes_nothing():
    house = House(MONDAY.replace(year=2020, hour=3))
    assert isinstance(house.kiosk.state, Closed)
    house.kiosk, _ = step(house.kiosk, ReaderChanged(Problem.CLOCK_UNTRUSTED))
    house.passes(0)
    assert house.kiosk.state == OutOfService(Problem.CLOCK_UNTRUSTED)
    house.now = MONDAY.replace(hour=20)
    house.kiosk, _ = step(house.kiosk, ReaderChanged(None))
    house.passes(0)
    assert house.kiosk.state == Closed(datetime(2026, 11, 24, 8))  # noqa: DTZ001 - on the wall clock


def test_other_hours_hold_from_the_moment_they_are_set():
    house = House(MONDAY.replace(hour=10))
    house.caretaker.configure(OpeningHours([[]] * 7), PLAN)
    house.passes(1)
    assert house.posted == [KioskClosed(None)]


def test_a_visit_keeps_its_colors_when_the_night_begins():
    house = House(MONDAY.replace(hour=20, minute=59), ConfirmIdentity(TOUSSAINT_FOUND))
    house.passes(120)
    assert house.ambience == Ambience(is_dark=False, brightness=0.6)
    house.kiosk = Kiosk(Welcome(), language="fr", default_language="fr")
    house.passes(1)
    assert house.ambience.is_dark


def test_the_screen_dims_when_nobody_is_there_and_wakes_at_a_touch():
    house = House(MONDAY.replace(hour=10))
    assert house.passes(119).ambience.brightness == 1.0
    assert house.passes(1).ambience.brightness == 0.5
    house.caretaker.notice_touch()
    assert house.passes(0).ambience.brightness == 1.0


def test_the_screen_wakes_when_somebody_comes_near_and_stays_awake_as_long_as_they_do():
    house = House(MONDAY.replace(hour=10)).passes(500)
    house.caretaker.notice_presence(is_near=True)
    assert house.passes(0).ambience.brightness == 1.0
    assert house.passes(3600).ambience.brightness == 1.0
    house.caretaker.notice_presence(is_near=False)
    assert house.passes(119).ambience.brightness == 1.0
    assert house.passes(1).ambience.brightness == 0.5


@pytest.mark.parametrize("state", [ReadingCard(), ConfirmIdentity(TOUSSAINT_FOUND)])
def test_the_screen_never_dims_while_somebody_is_served(state: State):
    house = House(MONDAY.replace(hour=10), state)
    assert house.passes(3600).ambience.brightness == 1.0

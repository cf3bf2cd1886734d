from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.opening_hours import Closure, OpeningHours, Span

PARIS = ZoneInfo("Europe/Paris")
OFFICE = [Span.parse("08:00-12:30"), Span.parse("13:30-18:00")]
NIGHTS = [Span.parse("20:00-06:00")]
ALWAYS = OpeningHours([[Span.parse("00:00-24:00")]] * 7)
WEEK = OpeningHours([*[OFFICE] * 5, [], []])


def on(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23T07:59:59", False),  # a Monday
        ("2026-11-23T08:00", True),
        ("2026-11-23T12:29:59", True),
        ("2026-11-23T12:30", False),
        ("2026-11-23T13:30", True),
        ("2026-11-23T17:59:59", True),
        ("2026-11-23T18:00", False),
        ("2026-11-27T17:59:59", True),  # the Friday
        ("2026-11-28T10:00", False),
        ("2026-11-29T10:00", False),
    ],
)
def test_it_opens_and_closes_to_the_minute(at: str, is_open: bool):
    assert WEEK.is_open(on(at)) is is_open


@pytest.mark.parametrize(
    ("after", "opens_at"),
    [
        ("2026-11-23T06:00", "2026-11-23T08:00"),
        ("2026-11-23T12:30", "2026-11-23T13:30"),
        ("2026-11-23T18:00", "2026-11-24T08:00"),
        ("2026-11-23T23:59:59", "2026-11-24T08:00"),
        ("2026-11-24T00:00", "2026-11-24T08:00"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),  # over the weekend
        ("2026-12-31T20:00", "2027-01-01T08:00"),  # over the year
    ],
)
def test_a_closed_kiosk_knows_when_it_opens_again(after: str, opens_at: str):
    assert WEEK.next_opening(on(after)) == on(opens_at)


def test_a_kiosk_that_never_closes_is_open_in_every_minute_of_a_week():
    assert all(ALWAYS.is_open(on("2026-11-23") + timedelta(minutes=minute)) for minute in range(7 * 24 * 60))


def test_a_kiosk_without_hours_never_opens():
    never = OpeningHours([[]] * 7)
    assert not never.is_open(on("2026-11-23T10:00"))
    assert never.next_opening(on("2026-11-23T10:00")) is None


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23T19:59:59", False),
        ("2026-11-23T20:00", True),
        ("2026-11-23T23:59:59", True),
        ("2026-11-24T00:00", True),
        ("2026-11-24T05:59:59", True),
        ("2026-11-24T06:00", False),
    ],
)
def test_a_night_goes_over_midnight(at: str, is_open: bool):
    assert OpeningHours([NIGHTS, *[[]] * 6]).is_open(on(at)) is is_open


def test_the_night_from_sunday_goes_on_on_monday():
    sundays = OpeningHours([*[[]] * 6, NIGHTS])
    assert sundays.is_open(on("2026-11-30T05:00"))
    assert sundays.next_opening(on("2026-11-30T06:00")) == on("2026-12-06T20:00")


def test_on_closed_days_nothing_begins_and_a_night_before_ends_as_usual():
    hours = OpeningHours([NIGHTS] * 7, [Closure.parse("12-25"), Closure.parse("2026-12-27/2026-12-28")])
    assert hours.is_open(on("2026-12-25T05:00"))
    assert not hours.is_open(on("2026-12-25T20:00"))
    assert hours.is_open(on("2026-12-26T20:00"))
    assert hours.is_open(on("2026-12-27T05:00"))
    assert hours.next_opening(on("2026-12-27T06:00")) == on("2026-12-29T20:00")
    assert not hours.is_open(on("2030-12-25T21:00"))


@pytest.mark.parametrize("text", ["2026-02-29", "13-01", "02-30", "2026-08-14/2026-08-03", "2026-08-03/2026-08-32"])
def test_a_closed_day_that_is_no_day_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        Closure.parse(text)


def test_the_29th_of_february_may_be_closed_every_year():
    assert Closure.parse("02-29").covers(on("2028-02-29").date())


def test_when_summer_time_begins_an_opening_in_the_missing_hour_comes_at_its_end():
    hours = OpeningHours([[Span.parse("02:30-04:00")]] * 7)
    assert opened_at(hours, "2027-03-28") == ["03:00 +0200"]


def test_when_summer_time_ends_the_hours_are_those_of_the_wall_clock_both_times():
    hours = OpeningHours([[Span.parse("02:30-04:00")]] * 7)
    assert opened_at(hours, "2026-10-25") == ["02:30 +0200", "02:30 +0100"]


def opened_at(hours: OpeningHours, day: str) -> list[str]:
    """When it opened on a day in Paris, as somebody before the door sees it."""
    was_open, openings = False, []
    for moment in minutes_of(day):
        is_open = hours.is_open(moment.replace(tzinfo=None))
        if is_open and not was_open:
            openings.append(f"{moment:%H:%M %z}")
        was_open = is_open
    return openings


def minutes_of(day: str) -> Iterator[datetime]:
    moment = datetime.fromisoformat(day).replace(tzinfo=PARIS).astimezone(UTC)
    while (local := moment.astimezone(PARIS)).date().isoformat() == day:
        yield local
        moment += timedelta(minutes=1)

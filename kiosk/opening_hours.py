"""When the kiosk serves patients: by the wall clock, as written on the door, also when summer time begins or ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MINUTES_PER_HOUR = 60
_MINUTES_PER_DAY = 24 * _MINUTES_PER_HOUR
_FAR_DAYS = 400
"""How far the next opening is looked for: beyond a year, nobody plans."""


@dataclass(frozen=True)
class Span:
    """A part of a day, in minutes from its midnight; over the next midnight where it ends beyond 24 hours."""

    begins_min: int
    ends_min: int

    @staticmethod
    def parse(text: str) -> "Span":
        """Read "08:00-12:30"; one that ends no later than it begins, such as "20:00-06:00", ends the next day.

        Raises ValueError.
        """
        begins, ends = (_minutes(part) for part in text.split("-"))
        return Span(begins, ends if ends > begins else ends + _MINUTES_PER_DAY)


@dataclass(frozen=True)
class Closure:
    """Days on which nothing opens; a night that began the day before ends as usual."""

    first: date
    last: date
    is_yearly: bool = False
    """Whether the year is of no account, as for 25 December."""

    @staticmethod
    def parse(text: str) -> "Closure":
        """Read "12-25" (every year), "2026-05-15", or "2026-08-03/2026-08-14".

        Raises ValueError for a day that is in no calendar, and for an end before its beginning.
        """
        if len(text) == len("MM-DD"):
            # Of a leap year, so that 29 February is a day.
            day = date.fromisoformat(f"2000-{text}")
            return Closure(day, day, is_yearly=True)
        first, _, last = text.partition("/")
        closure = Closure(date.fromisoformat(first), date.fromisoformat(last or first))
        if closure.last < closure.first:
            raise ValueError(f"{text} ends before it begins")
        return closure

    def covers(self, day: date) -> bool:
        if self.is_yearly:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last


@dataclass(frozen=True)
class OpeningHours:
    week: Sequence[Sequence[Span]]
    """Of each day of the week, Monday first."""
    closures: Sequence[Closure] = ()

    def is_open(self, at: datetime) -> bool:
        """Tell whether patients are served; `at` is naive, on the wall clock."""
        minute = at.hour * _MINUTES_PER_HOUR + at.minute
        yesterday = at.date() - timedelta(days=1)
        return any(span.begins_min <= minute < span.ends_min for span in self._spans(at.date())) or any(
            minute + _MINUTES_PER_DAY < span.ends_min for span in self._spans(yesterday)
        )

    def next_opening(self, after: datetime) -> datetime | None:
        """Tell when patients are served again, or None where that is not known; both naive, on the wall clock."""
        return next((opening for opening in self._openings(after.date()) if opening > after), None)

    def _openings(self, first: date) -> Iterator[datetime]:
        for days in range(_FAR_DAYS):
            day = first + timedelta(days=days)
            for minute in sorted(span.begins_min for span in self._spans(day)):
                yield datetime.combine(day, time(*divmod(minute, _MINUTES_PER_HOUR)))

    def _spans(self, day: date) -> Sequence[Span]:
        """Give what begins on a day."""
        return () if any(closure.covers(day) for closure in self.closures) else self.week[day.weekday()]


def _minutes(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    return hour * _MINUTES_PER_HOUR + minute

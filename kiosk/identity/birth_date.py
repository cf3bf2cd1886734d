"""Birth dates as cards, people and INSi write them: whole, partial or lunar.

A lunar date holds a month above 12 or a day above 31; only a carte Vitale yields one.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

_DIGITS = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_LAST_MONTH = 12
_LAST_DAY = 31


@dataclass(frozen=True)
class SearchDate:
    """A birth date fit for a search by traits."""

    iso: str = field(repr=False)
    completed: bool
    """Whether an unknown day or month was filled in by the rule."""


@dataclass(frozen=True)
class InvalidDate:
    reason: str


SearchDateReading: TypeAlias = SearchDate | InvalidDate


def search_date(written: str) -> SearchDateReading:
    """Read YYYYMMDD or YYYY-MM-DD and fill what is unknown: day 01, month 01, and 31/12 where both are (EXI ID 11).

    A lunar month or day is one no calendar knows, so it counts as unknown; `00` is never sent.
    """
    parts = _DIGITS.fullmatch(written)
    if parts is None:
        return InvalidDate("not a date in the form YYYY-MM-DD")
    year, month, day = (int(part) for part in parts.groups())
    month_known = 1 <= month <= _LAST_MONTH
    day_known = 1 <= day <= _LAST_DAY
    if not month_known and not day_known:
        month, day = 12, 31
    elif not month_known:
        month = 1
    elif not day_known:
        day = 1
    try:
        completed = date(year, month, day)
    except ValueError:
        return InvalidDate("no such day in the calendar")
    return SearchDate(completed.isoformat(), completed=not (month_known and day_known))

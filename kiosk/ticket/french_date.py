"""Dates in French words, whatever the machine's locale; pure."""

import re
from datetime import datetime
from typing import Final

_DATE = re.compile(r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)", re.ASCII)
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def in_words(moment: datetime) -> str:
    """Write it as in "lundi 23 novembre 2026 · 10:42"."""
    day = "1er" if moment.day == 1 else str(moment.day)
    month = _MONTHS[moment.month - 1]
    return f"{_DAYS[moment.weekday()]} {day} {month} {moment.year} · {moment:%H:%M}"


def day_first(date: str) -> str:
    """Turn YYYY-MM-DD or YYYYMMDD into DD/MM/YYYY; day and month may be lunar, so no calendar is asked."""
    parts = _DATE.fullmatch(date)
    return f"{parts['day']}/{parts['month']}/{parts['year']}" if parts else date

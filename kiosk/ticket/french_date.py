"""Dates in French words, whatever the machine's locale; pure."""

from datetime import datetime
from typing import Final

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
    digits = date.replace("-", "")
    return f"{digits[6:8]}/{digits[4:6]}/{digits[:4]}" if len(digits) == len("YYYYMMDD") else date

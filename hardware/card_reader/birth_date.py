"""Birth dates as cards hold them: YYYYMMDD, where some people have no day of the calendar."""

import re
from datetime import date
from enum import Enum, auto

_FORM = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


class DateKind(Enum):
    CALENDAR = auto()
    LUNAR = auto()
    """A month or a day that no calendar has, written for people whose date of birth is not known; kept as it is."""
    IMPOSSIBLE = auto()


def kind_of_date(text: str) -> DateKind:
    parts = _FORM.fullmatch(text)
    if parts is None:
        return DateKind.IMPOSSIBLE
    year, month, day = map(int, parts.groups())
    if year and not (1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004 - the calendar's
        return DateKind.LUNAR
    try:
        date(year, month, day)
    except ValueError:
        return DateKind.IMPOSSIBLE
    return DateKind.CALENDAR

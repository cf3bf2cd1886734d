from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.ticket.french_date import day_first, in_words

_PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 10, 42, tzinfo=_PARIS), "lundi 23 novembre 2026 · 10:42"),
        (datetime(2028, 2, 29, 0, 5, tzinfo=_PARIS), "mardi 29 février 2028 · 00:05"),
        (datetime(2027, 8, 1, 23, 59, tzinfo=_PARIS), "dimanche 1er août 2027 · 23:59"),
    ],
)
def test_a_moment_is_written_in_french_words(moment, words):
    assert in_words(moment) == words


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2009-07-14", "14/07/2009"),
        ("20090714", "14/07/2009"),
        ("1950-00-00", "00/00/1950"),
        ("19501932", "32/19/1950"),  # lunar
        ("", ""),
        ("inconnue", "inconnue"),
    ],
)
def test_a_birth_date_is_written_day_first_and_never_corrected(date, written):
    assert day_first(date) == written

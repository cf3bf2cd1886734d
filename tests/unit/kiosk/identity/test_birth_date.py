from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.birth_date import InvalidDate, SearchDate, search_date


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("1997-02-26", "1997-02-26"),
        ("19970226", "1997-02-26"),
        ("20000229", "2000-02-29"),
    ],
)
def test_a_whole_date_is_searched_as_it_is(written, searched):
    assert search_date(written) == SearchDate(searched, completed=False)


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("1936-06-00", "1936-06-01"),
        ("1936-00-21", "1936-01-21"),
        ("1936-00-00", "1936-12-31"),
        ("19362100", "1936-12-31"),
        ("19362115", "1936-01-15"),
        ("1936-06-40", "1936-06-01"),
        ("1936-99-99", "1936-12-31"),
    ],
)
def test_an_unknown_or_lunar_part_is_completed_by_the_rule(written, searched):
    assert search_date(written) == SearchDate(searched, completed=True)


@pytest.mark.parametrize(
    "written", ["", "26/02/1997", "1997-2-26", "19970230", "1997-02-29", "0000-01-01", "٢٠٠٠-٠١-٠١", "1997-02-26 "]
)
def test_what_is_no_date_is_told(written):
    assert isinstance(search_date(written), InvalidDate)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_zero_is_never_sent(year, month, day):
    reading = search_date(f"{year:04}-{month:02}-{day:02}")
    if isinstance(reading, SearchDate):
        assert date.fromisoformat(reading.iso).year == year

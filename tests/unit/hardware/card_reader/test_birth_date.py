import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.birth_date import DateKind, kind_of_date


@given(st.dates())
def test_every_day_of_the_calendar_is_one(day):
    assert kind_of_date(f"{day:%Y%m%d}".rjust(8, "0")) is DateKind.CALENDAR


@pytest.mark.parametrize("text", ["19362100", "19360000", "19369999", "19360100", "19360132"])
def test_a_month_or_day_of_no_calendar_is_lunar(text):
    assert kind_of_date(text) is DateKind.LUNAR


@pytest.mark.parametrize(
    "text", ["19970231", "19000229", "00000101", "00000000", "", "1997022", "1997-2-6", "१९९७०२२६"]
)
def test_a_day_that_never_was_is_impossible(text):
    assert kind_of_date(text) is DateKind.IMPOSSIBLE

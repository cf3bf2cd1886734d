from dataclasses import replace
from datetime import time

import pytest

from kiosk.ui.ambience import Ambience, LightPlan, ambience_at

PLAN = LightPlan(
    night_from=time(21),
    night_until=time(6, 30),
    dark_at_night=True,
    by_day=1.0,
    by_night=0.6,
    at_rest=0.5,
    rest_after_s=120,
)


@pytest.mark.parametrize(
    ("hour", "is_night"),
    [
        (time(20, 59, 59), False),
        (time(21), True),
        (time(23, 59, 59), True),
        (time(0), True),
        (time(6, 29, 59), True),
        (time(6, 30), False),
        (time(12), False),
    ],
)
def test_the_night_begins_and_ends_to_the_second_and_goes_over_midnight(hour: time, is_night: bool):
    assert ambience_at(PLAN, hour, 0) == Ambience(is_dark=is_night, brightness=0.6 if is_night else 1.0)


def test_a_night_that_ends_after_it_begins_lies_within_one_day():
    siesta = replace(PLAN, night_from=time(13), night_until=time(14))
    assert [ambience_at(siesta, time(hour), 0).is_dark for hour in (12, 13, 14)] == [False, True, False]


def test_a_night_without_length_never_comes():
    never = replace(PLAN, night_from=time(0), night_until=time(0))
    assert not any(ambience_at(never, time(hour), 0).is_dark for hour in range(24))


def test_the_palette_may_stay_light_at_night():
    assert ambience_at(replace(PLAN, dark_at_night=False), time(23), 0) == Ambience(is_dark=False, brightness=0.6)


@pytest.mark.parametrize(("unattended_s", "brightness"), [(0, 1.0), (119.9, 1.0), (120, 0.5), (1e6, 0.5)])
def test_the_screen_dims_once_nobody_has_been_there_for_a_while(unattended_s: float, brightness: float):
    assert ambience_at(PLAN, time(12), unattended_s).brightness == brightness

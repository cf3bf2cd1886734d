"""From what a technician writes to what the rules are made of."""

from datetime import datetime, time
from pathlib import Path

import pytest

from config.settings import Settings, read
from kiosk.bootstrap import has_help_call, light_plan, opening_hours
from kiosk.flow.states import NameDisplay
from kiosk.ui.ambience import LightPlan
from tests.unit.config.test_settings import SMALLEST


def settings_with(more: str) -> Settings:
    settings = read(SMALLEST + more, Path("/"))
    assert isinstance(settings, Settings), settings
    return settings


def test_a_kiosk_of_which_nothing_is_said_is_open_always_and_shows_whole_names():
    settings = settings_with("")
    hours = opening_hours(settings)
    assert all(hours.is_open(datetime(2026, 11, day, hour)) for day in range(23, 30) for hour in range(24))  # noqa: DTZ001
    assert settings.visit.names is NameDisplay.FULL
    assert not has_help_call(settings)


def test_each_day_has_the_hours_that_are_written_for_it():
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    more = "".join(f'{day} = ["{8 + number:02}:00-20:00"]\n' for number, day in enumerate(days))
    hours = opening_hours(settings_with(f'[opening]\n{more}closed_on = ["2026-12-01", "12-25"]\n'))
    openings = [hours.next_opening(datetime(2026, 11, day)).hour for day in range(23, 30)]  # noqa: DTZ001
    assert openings == [8, 9, 10, 11, 12, 13, 14]
    assert not hours.is_open(datetime(2026, 12, 1, 15))  # noqa: DTZ001
    assert not hours.is_open(datetime(2026, 12, 25, 15))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ('[opening]\nmonday = ["8:00-18:00"]', "opening.monday"),
        ('[opening]\nmonday = ["08:00-25:00"]', "opening.monday"),
        ('[opening]\nclosed_on = ["2026-02-29"]', "opening.closed_on"),
        ('[opening]\nclosed_on = ["2026-08-14/2026-08-03"]', "opening.closed_on"),
        ('[light]\nnight_from = "21"', "light.night_from"),
        ("[light]\nday_percent = 0", "light.day_percent"),
        ('[visit]\nnames = "none"', "visit.names"),
    ],
)
def test_a_mistake_is_named_by_its_key(wrong: str, key: str):
    [mistake] = read(SMALLEST + wrong, Path("/"))
    assert mistake.key.startswith(key)


def test_day_and_night_are_as_written():
    written = '[light]\nnight_from = "22:15"\nnight_until = "05:45"\ndark_at_night = false\nnight_percent = 40\n'
    assert light_plan(settings_with(written)) == LightPlan(
        night_from=time(22, 15),
        night_until=time(5, 45),
        dark_at_night=False,
        by_day=1.0,
        by_night=0.4,
        at_rest=0.5,
        rest_after_s=120,
    )


@pytest.mark.parametrize(
    ("indicator", "calls"),
    [
        ('driver = "disabled"', False),
        ('driver = "numato"\nslot = "relay 0"', False),
        ('driver = "numato"\nhelp_call = "relay 3"', True),
        ('driver = "gpio"\nhelp_call = 0', True),
        ('driver = "gpio"\nslot = 4', False),
    ],
)
def test_help_is_called_where_a_contact_is_connected(indicator: str, calls: bool):
    assert has_help_call(settings_with(f"[indicator]\n{indicator}\n")) is calls

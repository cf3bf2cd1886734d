"""A clock counts that a server, a chip or a technician vouches for; on an ordinary computer it always does."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.problems import Problem
from kiosk.trusted_clock import clock_problem

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
LATER = MADE_AT + timedelta(days=20)


@pytest.fixture
def machine(tmp_path):
    """A kiosk just started, whose time service has not reached a server."""
    (tmp_path / "run/systemd/timesync").mkdir(parents=True)
    return tmp_path


def problem(machine, now=LATER):
    return clock_problem(now, machine, MADE_AT.timestamp())


def with_chip(machine, time: datetime) -> None:
    chip = machine / "sys/class/rtc/rtc0"
    chip.mkdir(parents=True)
    (chip / "since_epoch").write_text(f"{time.timestamp():.0f}\n")


def test_a_clock_that_nobody_set_since_the_start_is_not_believed(machine):
    assert problem(machine) is Problem.CLOCK_UNTRUSTED


def test_a_time_server_makes_it_believed(machine):
    (machine / "run/systemd/timesync/synchronized").touch()
    assert problem(machine) is None


def test_a_clock_chip_that_kept_the_time_makes_it_believed(machine):
    with_chip(machine, LATER)
    assert problem(machine) is None


def test_a_clock_chip_with_an_empty_battery_does_not(machine):
    with_chip(machine, datetime(2000, 1, 1, tzinfo=UTC))
    assert problem(machine) is Problem.CLOCK_UNTRUSTED


def test_a_clock_chip_that_refuses_to_tell_the_time_does_not_either(machine):
    # As the kernel answers for a chip that knows its oscillator stopped: the file is there, and reading it fails.
    (machine / "sys/class/rtc/rtc0/since_epoch").mkdir(parents=True)
    assert problem(machine) is Problem.CLOCK_UNTRUSTED


def test_a_technician_who_stopped_the_time_service_vouches_for_it(tmp_path):
    assert problem(tmp_path) is None


def test_a_time_before_the_program_was_made_is_never_believed(machine):
    (machine / "run/systemd/timesync/synchronized").touch()
    with_chip(machine, LATER)
    assert problem(machine, MADE_AT - timedelta(seconds=1)) is Problem.CLOCK_UNTRUSTED


def test_this_computer_may_run_a_kiosk():
    assert clock_problem() is None

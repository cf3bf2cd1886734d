"""A new slot stays only if the kiosk works in it; one that was confirmed stays whatever is unplugged."""

import pytest

from config.settings import Settings, read
from config.slot_health import CONFIRMED, is_working, judge
from config.system import Ran, System
from tests.unit.config.test_settings import SMALLEST

FRESH = '{"installed": {"timestamp": "2026-11-23T16:05:00Z", "count": 1}}'
RAUC = """#!/bin/sh
echo "$@" >> "{folder}/ran"
[ "$2" = --detailed ] || exit 0
echo '{{"slots": [{{"rootfs.1": {{"state": "booted", "bootname": "B", "slot_status": {status}}}}}]}}'
"""
SYSTEMCTL = """#!/bin/sh
echo "systemctl $@" >> "{folder}/ran"
"""
WORKING = {"state": "welcome", "reader_problem": None, "printer": "PaperOut"}
WITH_PRINTER = SMALLEST.replace('driver = "disabled"', 'driver = "escpos-usb"')


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


class Machine:
    """Programs that note what they were asked, and a clock that only waiting moves."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.now_s = 0.0
        self.config = folder / "kiosk.toml"
        self.config.write_text(WITH_PRINTER)
        self.installed(FRESH)

    def installed(self, status: str) -> None:
        for name, text in (("rauc", RAUC), ("systemctl", SYSTEMCTL)):
            program = self.folder / name
            program.write_text(text.format(folder=self.folder, status=status))
            program.chmod(0o755)

    def judge(self, answers) -> list[str]:
        """Tell what was run after `rauc status`; `answers` are the kiosk's, the last one again and again."""
        (self.folder / "ran").unlink(missing_ok=True)
        left = list(answers)
        system = System(f"{self.folder}:/usr/bin:/bin", self.folder)
        done = judge(
            system,
            self.config,
            lambda _settings: left.pop(0) if len(left) > 1 else left[0],
            monotonic_s=lambda: self.now_s,
            wait=self._wait,
        )
        assert isinstance(done, Ran)
        return (self.folder / "ran").read_text().splitlines()[1:]

    def _wait(self, seconds: float) -> None:
        self.now_s += seconds


def test_a_new_slot_is_kept_once_the_kiosk_works(machine):
    starting = {"state": "starting", "reader_problem": None, "printer": None}
    without_reader = {"state": "out_of_service", "reader_problem": "R-101", "printer": None}
    assert machine.judge([None, starting, without_reader, WORKING]) == ["status mark-good booted"]
    assert machine.now_s == pytest.approx(9)


def test_a_new_slot_in_which_the_kiosk_does_not_work_is_left_after_a_quarter_of_an_hour(machine):
    assert machine.judge([None]) == ["systemctl --no-ask-password reboot"]
    assert machine.now_s == pytest.approx(900, abs=5)
    assert not (machine.folder / CONFIRMED).exists()


def test_a_confirmed_slot_is_kept_at_every_start_whatever_is_unplugged(machine):
    machine.judge([WORKING])
    assert machine.judge([None]) == ["status mark-good booted"]


def test_the_same_slot_written_anew_must_show_itself_again(machine):
    machine.judge([WORKING])
    machine.installed(FRESH.replace("1}}", "2}}"))
    assert machine.judge([None]) == ["systemctl --no-ask-password reboot"]


def test_what_was_flashed_is_kept(machine):
    machine.installed("{}")
    assert machine.judge([None]) == ["status mark-good booted"]


def test_a_kiosk_that_was_never_set_up_has_nothing_to_show(machine):
    machine.config.unlink()
    assert machine.judge([None]) == ["status mark-good booted"]


@pytest.mark.parametrize(
    ("change", "works"),
    [
        ({}, True),
        ({"state": "printing"}, True),
        ({"state": "out_of_service"}, False),
        ({"state": "starting"}, False),
        ({"reader_problem": "R-101"}, False),
        ({"printer": "Offline"}, False),
        ({"printer": None}, False),
    ],
)
def test_reader_and_printer_must_answer_and_a_page_stand(tmp_path, change, works):
    settings = read(WITH_PRINTER, tmp_path)
    assert isinstance(settings, Settings)
    assert is_working(WORKING | change, settings) is works


def test_a_printer_that_is_not_wanted_need_not_answer(tmp_path):
    settings = read(SMALLEST, tmp_path)
    assert isinstance(settings, Settings)
    assert is_working(WORKING | {"printer": "Offline"}, settings)

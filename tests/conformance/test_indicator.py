"""What every Indicator promises, whichever driver stands behind it. A new driver adds its board to `_BOARDS`."""

import contextlib
import threading
import time

import pytest

from hardware.indicator.api import Glow, Missing, Presence, Signals, Working
from hardware.indicator.options import DisabledOptions, GpioOptions, NumatoOptions
from hardware.indicator.registry import open_indicator
from tests.conformance.gpio_sim import gpio_sim, is_available
from tests.emulators.indicator.module import Module

_DEADLINE_S = 20
_SHORT_S = 0.2
_NAMES = ("slot", "printer", "take_card", "help_call")


class _NumatoBoard:
    def __init__(self, module):
        self._module = module
        self.options = NumatoOptions(
            device=str(module.device),
            slot="relay 0",
            printer="relay 1",
            take_card="gpio 2",
            help_call="relay 3",
            presence="gpio 4",
        )

    def lit(self):
        names = zip(_NAMES, ("relay 0", "relay 1", "gpio 2", "relay 3"), strict=True)
        return {name for name, output in names if self._module.is_on(output)}

    def approach(self, near):
        self._module.set_input("gpio 4", near)


class _GpioBoard:
    def __init__(self, chip):
        self._chip = chip
        self.options = GpioOptions(chip=chip.chip, slot=0, printer=1, take_card=2, help_call=3, presence=4)

    def lit(self):
        return {name for line, name in enumerate(_NAMES) if self._chip.is_high(line)}

    def approach(self, near):
        self._chip.pull(4, near)


@contextlib.contextmanager
def _numato(folder):
    module = Module(folder / "module")
    module.start()
    with contextlib.closing(module):
        yield _NumatoBoard(module)


@contextlib.contextmanager
def _gpio(_folder):
    if not is_available():
        pytest.fail("this machine's kernel offers no gpio-sim (modprobe gpio-sim, as root)")
    with gpio_sim() as chip:
        yield _GpioBoard(chip)


_BOARDS = {"numato": _numato, "gpio": _gpio}
_MISSING = {
    "numato": NumatoOptions(device="/dev/ttyNONE", slot="relay 0"),
    "gpio": GpioOptions(chip="/dev/gpiochipNONE", slot=0),
}


@pytest.fixture(params=["numato", pytest.param("gpio", marks=pytest.mark.device)])
def board(request, tmp_path):
    with _BOARDS[request.param](tmp_path) as ready:
        yield ready


@pytest.fixture
def indicator(board):
    with contextlib.closing(open_indicator(board.options)) as opened:
        yield opened


def until(indicator, holds):
    """Let the indicator work until it holds."""
    deadline_s = time.monotonic() + _DEADLINE_S
    state = indicator.wait_for_change(None, 0)
    while not holds():
        assert time.monotonic() < deadline_s, state
        indicator.wait_for_change(state, 0.02)


def test_everything_is_off_at_first(board, indicator):
    assert indicator.wait_for_change(None, 0) == Working(Presence.AWAY)
    assert board.lit() == set()


@pytest.mark.parametrize("name", ["slot", "printer", "take_card"])
def test_a_light_glows_and_goes_out(board, indicator, name):
    indicator.show(Signals(**{name: Glow.STEADY}))
    assert board.lit() == {name}
    indicator.show(Signals())
    assert board.lit() == set()


def test_the_help_call_is_closed_as_long_as_it_is_wanted(board, indicator):
    indicator.show(Signals(help_call=True))
    assert board.lit() == {"help_call"}
    indicator.show(Signals(help_call=True, slot=Glow.STEADY))
    assert board.lit() == {"help_call", "slot"}
    indicator.show(Signals(slot=Glow.STEADY))
    assert board.lit() == {"slot"}


def test_a_blinking_light_goes_on_and_off_about_once_a_second(board, indicator):
    indicator.show(Signals(take_card=Glow.BLINKING))

    def lit_for_s() -> float:
        until(indicator, lambda: board.lit() == set())
        until(indicator, lambda: board.lit() == {"take_card"})
        lit_s = time.monotonic()
        until(indicator, lambda: board.lit() == set())
        return time.monotonic() - lit_s

    # A busy machine may look late; no other pace would come near once.
    assert any(0.35 < lit_for_s() < 0.75 for _ in range(5))


def test_somebody_coming_and_going_is_told(board, indicator):
    away = indicator.wait_for_change(None, 0)
    board.approach(True)
    assert indicator.wait_for_change(away, _DEADLINE_S) == Working(Presence.NEAR)
    board.approach(False)
    assert indicator.wait_for_change(Working(Presence.NEAR), _DEADLINE_S) == away


def test_all_is_off_after_closing(board, indicator):
    indicator.show(Signals(slot=Glow.STEADY, help_call=True))
    indicator.close()
    assert board.lit() == set()
    indicator.close()


def _check_waiting(indicator):
    state = indicator.wait_for_change(None, 0)
    started_s = time.monotonic()
    assert indicator.wait_for_change(state, _SHORT_S) == state
    assert _SHORT_S * 0.9 <= time.monotonic() - started_s < _DEADLINE_S
    interrupting = threading.Timer(_SHORT_S, indicator.interrupt)
    interrupting.start()
    started_s = time.monotonic()
    assert indicator.wait_for_change(state, 2 * _DEADLINE_S) == state
    assert time.monotonic() - started_s < _DEADLINE_S
    interrupting.join()


def test_a_wait_lasts_its_time_and_can_be_interrupted(indicator):
    _check_waiting(indicator)


@pytest.mark.parametrize("driver", _MISSING)
def test_a_missing_device_is_told_and_shown_to_without_a_failure(driver):
    with contextlib.closing(open_indicator(_MISSING[driver])) as indicator:
        assert indicator.wait_for_change(None, 0) == Missing()
        indicator.show(Signals(slot=Glow.BLINKING))
        _check_waiting(indicator)


def test_a_disabled_indicator_senses_nobody():
    with contextlib.closing(open_indicator(DisabledOptions())) as indicator:
        indicator.show(Signals(slot=Glow.BLINKING))
        assert indicator.wait_for_change(None, 0) == Working(Presence.NOT_SENSED)
        _check_waiting(indicator)

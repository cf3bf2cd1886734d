"""What a module may do that a good one does not."""

import contextlib
import os
import threading
import time

import pytest

from hardware.errors import DeviceTimeout, DeviceUnavailable, ProtocolViolation
from hardware.indicator.api import Glow, Missing, Presence, Signals, Working
from hardware.indicator.numato import NumatoLines
from hardware.indicator.options import NumatoOptions
from hardware.indicator.registry import open_indicator
from tests.emulators.indicator.module import Module
from tests.emulators.printer.line import PtyLine

_DEADLINE_S = 20


@pytest.fixture
def module(tmp_path):
    emulated = Module(tmp_path / "module")
    emulated.start()
    with contextlib.closing(emulated):
        yield emulated


def options(module, *, answer_timeout_s=5.0, **more):
    lines = {"slot": "relay 0", "presence": "gpio 4"}
    return NumatoOptions(device=str(module.device), answer_timeout_s=answer_timeout_s, **lines, **more)


def wait_for(indicator, state):
    deadline_s = time.monotonic() + _DEADLINE_S
    seen = indicator.wait_for_change(None, 0)
    while seen != state:
        assert time.monotonic() < deadline_s, seen
        seen = indicator.wait_for_change(seen, _DEADLINE_S)


def test_only_what_changes_is_switched(module):
    with contextlib.closing(open_indicator(options(module))) as indicator:
        for _ in range(3):
            indicator.show(Signals(slot=Glow.STEADY))
        assert module.history("relay 0") == [True]


def test_a_module_that_was_away_shows_again_what_is_due(module):
    with contextlib.closing(open_indicator(options(module))) as indicator:
        indicator.show(Signals(slot=Glow.STEADY))
        module.unplug()
        wait_for(indicator, Missing())
        module.plug_in()
        assert not module.is_on("relay 0")
        wait_for(indicator, Working(Presence.AWAY))
        assert module.is_on("relay 0")


def test_a_silent_module_is_missing_until_it_answers_again(module):
    with contextlib.closing(open_indicator(options(module, answer_timeout_s=0.2))) as indicator:
        module.fall_silent()
        indicator.show(Signals(slot=Glow.STEADY))
        assert indicator.wait_for_change(None, 0) == Missing()
        module.fall_silent(silent=False)
        wait_for(indicator, Working(Presence.AWAY))


def test_a_sensor_may_be_active_low(module):
    with contextlib.closing(open_indicator(options(module, presence_active_low=True))) as indicator:
        assert indicator.wait_for_change(None, 0) == Working(Presence.NEAR)
        module.set_input("gpio 4", True)
        assert indicator.wait_for_change(Working(Presence.NEAR), _DEADLINE_S) == Working(Presence.AWAY)


def test_a_half_typed_command_of_another_program_does_no_harm(module):
    descriptor = os.open(module.device, os.O_RDWR | os.O_NOCTTY)
    os.write(descriptor, b"relay o")
    os.close(descriptor)
    with contextlib.closing(open_indicator(options(module))) as indicator:
        indicator.show(Signals(slot=Glow.STEADY))
        assert module.is_on("relay 0")


@pytest.mark.parametrize(
    ("babble", "failure", "answer_timeout_s"),
    [
        (b"", DeviceTimeout, 0.2),
        (b"x" * 1000, ProtocolViolation, 5.0),
        (b"\n\r?\n\r>" * 20, ProtocolViolation, 5.0),
    ],
    ids=["silence", "noise", "prompts without a value"],
)
def test_what_is_no_module_is_refused(tmp_path, babble, failure, answer_timeout_s):
    line = PtyLine(tmp_path / "other")
    with contextlib.closing(line):
        line_options = NumatoOptions(device=line.address, presence="gpio 4", answer_timeout_s=answer_timeout_s)
        with pytest.raises((failure, DeviceUnavailable)) as raised:
            _ask_while_it_babbles(line, line_options, babble)
        assert raised.type is failure


def _ask_while_it_babbles(line, line_options, babble):
    stop = threading.Event()

    def talk():
        while not stop.wait(0.01):
            with contextlib.suppress(BlockingIOError):
                line.write(babble)

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        with contextlib.closing(NumatoLines(line_options)) as lines:
            lines.read_presence()
    finally:
        stop.set()
        talking.join()


@pytest.mark.parametrize("name", ["relay", "relay 10", "relay x", "relay 0\rrelay on 1", "gpio W", "led 0", ""])
def test_an_output_that_no_module_has_is_refused(name):
    with pytest.raises(ValueError, match="slot"):
        NumatoOptions(slot=name)

"""What is asked of libgpiod; the kernel's own simulated chip is asked in the conformance suite, where there is one."""

import gpiod
import pytest
from gpiod.line import Direction, Value

from hardware.errors import DeviceUnavailable
from hardware.indicator.gpio import GpioLines
from hardware.indicator.lines import Output
from hardware.indicator.options import GpioOptions


class RecordedRequest:
    def __init__(self):
        self.values = {7: Value.INACTIVE}
        self.released = False
        self.gone = False

    def set_values(self, values):
        if self.gone:
            raise OSError(19, "No such device")
        self.values.update(values)

    def get_value(self, line):
        if self.gone:
            raise OSError(19, "No such device")
        return self.values[line]

    def release(self):
        self.released = True


@pytest.fixture
def asked(monkeypatch):
    """The keywords of each request for lines, and the request that came of it."""
    requests = []

    def request_lines(path, **keywords):
        requests.append((path, keywords, RecordedRequest()))
        return requests[-1][2]

    monkeypatch.setattr(gpiod, "request_lines", request_lines)
    return requests


def test_only_wired_lines_are_taken_outputs_off(asked):
    GpioLines(GpioOptions(slot=4, help_call=5, presence=7, outputs_active_low=True, presence_active_low=True))
    [(path, keywords, _)] = asked
    assert path == "/dev/gpiochip0"
    settings = keywords["config"]
    assert {line: setting.direction for line, setting in settings.items()} == {
        4: Direction.OUTPUT,
        5: Direction.OUTPUT,
        7: Direction.INPUT,
    }
    assert settings[4].output_value is Value.INACTIVE
    assert settings[4].active_low
    assert settings[7].active_low


def test_levels_go_to_their_lines_and_unwired_ones_nowhere(asked):
    lines = GpioLines(GpioOptions(slot=4, help_call=5, presence=7))
    lines.write({Output.SLOT: True, Output.HELP_CALL: False, Output.PRINTER: True})
    request = asked[0][2]
    assert request.values == {4: Value.ACTIVE, 5: Value.INACTIVE, 7: Value.INACTIVE}
    assert lines.read_presence() is False
    request.values[7] = Value.ACTIVE
    assert lines.read_presence() is True
    lines.close()
    assert request.released


def test_without_a_sensor_nothing_is_sensed(asked):
    assert GpioLines(GpioOptions(slot=4)).read_presence() is None


def test_a_chip_that_goes_away_is_unavailable(asked):
    lines = GpioLines(GpioOptions(slot=4, presence=7))
    asked[0][2].gone = True
    with pytest.raises(DeviceUnavailable):
        lines.write({Output.SLOT: True})
    with pytest.raises(DeviceUnavailable):
        lines.read_presence()


def test_the_real_library_names_a_missing_chip():
    with pytest.raises(DeviceUnavailable):
        GpioLines(GpioOptions(chip="/dev/gpiochipNONE", slot=4))

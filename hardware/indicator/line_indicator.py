import threading
import time
from collections.abc import Callable, Mapping

from hardware.errors import HardwareError
from hardware.indicator.api import IndicatorState, Missing, Presence, Signals, Working
from hardware.indicator.blink import levels, next_edge_s
from hardware.indicator.lines import Lines, Output

_SENSE_S = 0.2
"""How often the sensor is read; nobody walks up to a kiosk faster."""
_REOPEN_S = 2.0
"""How often a missing device is looked for."""
_PRESENCE = {None: Presence.NOT_SENSED, False: Presence.AWAY, True: Presence.NEAR}


class LineIndicator:
    """Blinks, senses, and comes back after the device was away. No thread of its own: all is done while waiting."""

    def __init__(self, open_lines: Callable[[], Lines]) -> None:
        """`open_lines` raises HardwareError while the device is missing."""
        self._open_lines = open_lines
        self._lines: Lines | None = None
        self._written: Mapping[Output, bool] = {}
        self._signals = Signals()
        self._state: IndicatorState = Missing()
        self._reopen_at_s = 0.0
        self._interrupted = threading.Event()

    def show(self, signals: Signals) -> None:
        self._signals = signals
        self._look()

    def wait_for_change(self, seen: IndicatorState | None, timeout_s: float) -> IndicatorState:
        deadline_s = time.monotonic() + timeout_s
        while True:
            self._look()
            remaining_s = deadline_s - time.monotonic()
            if self._state != seen or remaining_s <= 0 or self._interrupted.wait(min(remaining_s, self._rest_s())):
                self._interrupted.clear()
                return self._state

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        self._signals = Signals()
        if self._lines is not None:
            self._look()
        self._let_go()
        self._interrupted.set()

    def _look(self) -> None:
        """Bring outputs and state up to date; never longer than the device's own deadline."""
        try:
            if self._lines is None:
                if time.monotonic() < self._reopen_at_s:
                    return
                self._reopen_at_s = time.monotonic() + _REOPEN_S
                self._lines = self._open_lines()
            self._write(self._lines)
            self._state = Working(_PRESENCE[self._lines.read_presence()])
        except HardwareError:
            self._let_go()
            self._state = Missing()

    def _write(self, lines: Lines) -> None:
        due = levels(self._signals, time.monotonic())
        changed = {output: on for output, on in due.items() if self._written.get(output) is not on}
        if changed:
            lines.write(changed)
            self._written = due

    def _rest_s(self) -> float:
        """Tell how long nothing is due."""
        if isinstance(self._state, Missing):
            return _REOPEN_S
        now_s = time.monotonic()
        edge_s = next_edge_s(self._signals, now_s)
        rest_s = _REOPEN_S if self._state.presence is Presence.NOT_SENSED else _SENSE_S
        return rest_s if edge_s is None else min(rest_s, edge_s - now_s)

    def _let_go(self) -> None:
        if self._lines is not None:
            self._lines.close()
        self._lines = None
        self._written = {}

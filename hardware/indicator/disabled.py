"""A kiosk without lights, help call and presence sensor: everything is on the screen."""

import threading

from hardware.indicator.api import IndicatorState, Presence, Signals, Working


class DisabledIndicator:
    def __init__(self) -> None:
        self._interrupted = threading.Event()

    def show(self, signals: Signals) -> None:
        """Nothing is connected."""

    def wait_for_change(self, seen: IndicatorState | None, timeout_s: float) -> IndicatorState:
        state = Working(Presence.NOT_SENSED)
        if state == seen:
            self._interrupted.wait(timeout_s)
            self._interrupted.clear()
        return state

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        self.interrupt()

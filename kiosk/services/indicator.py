"""Shows the lights, calls for help, and tells who comes near; the indicator worker's work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

import structlog

from hardware.indicator.api import Indicator, IndicatorState, Missing, Presence, Signals, Working

_log = structlog.get_logger()

_WATCH_S = 2.0
"""How long one look at the sensor lasts at most; each look is a heartbeat."""


@dataclass(frozen=True)
class ShowSignals:
    """Show these instead of the last ones."""

    signals: Signals


@dataclass(frozen=True)
class PresenceChanged:
    """Somebody came near, or nobody is near any more; never posted without a sensor."""

    near: bool


@dataclass(frozen=True)
class IndicatorChanged:
    """The device answers from now on, or does not any more; posted at the start too."""

    works: bool


IndicatorEvent: TypeAlias = PresenceChanged | IndicatorChanged


class IndicatorService:
    patience_s = 0.0

    def __init__(self, indicator: Indicator, shown: Signals, post: Callable[[IndicatorEvent], None]) -> None:
        """`shown` is what is to be seen at present: the service may begin anew in the middle of a visit."""
        indicator.show(shown)
        self._indicator = indicator
        self._post = post
        self._seen: IndicatorState | None = None
        self._near = False

    def handle(self, command: ShowSignals) -> None:
        self._indicator.show(command.signals)

    def idle(self) -> None:
        """Let lights blink, look at the sensor, post and log what changed."""
        state = self._indicator.wait_for_change(self._seen, _WATCH_S)
        if state == self._seen:
            return
        match state:
            case Missing():
                _log.warning("indicator missing")
                near = False
            case Working(presence):
                if isinstance(self._seen, Missing):
                    _log.info("indicator back")
                near = presence is Presence.NEAR
            case _:
                assert_never(state)
        if type(state) is not type(self._seen):
            self._post(IndicatorChanged(isinstance(state, Working)))
        self._seen = state
        if near is not self._near:
            self._near = near
            self._post(PresenceChanged(near))

    def wake(self) -> None:
        self._indicator.interrupt()

    def close(self) -> None:
        self._indicator.close()

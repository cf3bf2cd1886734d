"""Carries events to the flow and the flow's wishes to the workers; runs on the main thread alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from kiosk.flow.effects import Effect
from kiosk.flow.events import Event, TimedOut, TypingWanted
from kiosk.flow.machine import step
from kiosk.flow.states import Kiosk, Working
from kiosk.flow.timeouts import timeout_s
from kiosk.visit import new_visit

_LONGEST_SPEECH_S = 60.0
"""How much longer a page may last because it is spoken."""

Dispatch = Callable[[Effect], None]
Show = Callable[[Kiosk], None]
Observe = Callable[[Kiosk, Event, Kiosk], None]
"""Told of each step: the kiosk before, what happened, the kiosk after."""


class Conductor:
    """Holds the kiosk's one state and the one clock that can end it."""

    def __init__(
        self,
        kiosk: Kiosk,
        *,
        observers: Sequence[Observe],
        show: Show,
        dispatch: Dispatch,
        monotonic_s: Callable[[], float],
        today: Callable[[], date],
    ) -> None:
        self._kiosk = kiosk
        self._observers = observers
        self._show = show
        self._dispatch = dispatch
        self._monotonic_s = monotonic_s
        self._today = today
        self._ends_at_s = self._end_of(kiosk)
        self._began_at_s = monotonic_s()

    @property
    def kiosk(self) -> Kiosk:
        return self._kiosk

    def receive(self, event: Event) -> None:
        """Take one step: tell of it, show it, hand out its effects."""
        if event == TypingWanted():
            event = TypingWanted(new_visit(), self._today())
        before = self._kiosk
        self._kiosk, effects = step(before, event)
        for observe in self._observers:
            observe(before, event, self._kiosk)
        if self._kiosk.serial != before.serial:
            self._ends_at_s = self._end_of(self._kiosk)
            self._began_at_s = self._monotonic_s()
        if _without_counts(self._kiosk) != _without_counts(before):
            self._show(self._kiosk)
        for effect in effects:
            self._dispatch(effect)

    def wait_for_speech(self) -> None:
        """Let the page's time begin once it has been said: who listens is told no sooner what to do."""
        is_for_patient = not isinstance(self._kiosk.state, Working)
        if is_for_patient and self._monotonic_s() < self._began_at_s + _LONGEST_SPEECH_S:
            self._ends_at_s = self._end_of(self._kiosk)

    def tick(self) -> None:
        """Let the present state's time run out when it is due."""
        if self._ends_at_s is not None and self._monotonic_s() >= self._ends_at_s:
            self.receive(TimedOut(self._kiosk.serial))

    def _end_of(self, kiosk: Kiosk) -> float | None:
        limit_s = timeout_s(kiosk)
        return None if limit_s is None else self._monotonic_s() + limit_s


def _without_counts(kiosk: Kiosk) -> Kiosk:
    """Leave out what no page shows, but every touch changes."""
    return replace(kiosk, serial=0, extensions=0)

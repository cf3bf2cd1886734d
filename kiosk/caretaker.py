"""Opens and closes the kiosk, and makes its screen light or dark, by the clock and by whether anybody is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kiosk.flow.events import Event, KioskClosed, KioskOpened
from kiosk.flow.states import Closed, Kiosk, Resting
from kiosk.opening_hours import OpeningHours
from kiosk.problems import Problem
from kiosk.ui.ambience import Ambience, LightPlan, ambience_at


class Caretaker:
    """Runs on the main thread."""

    def __init__(
        self,
        hours: OpeningHours,
        plan: LightPlan,
        *,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        post: Callable[[Event], None],
        light: Callable[[Ambience], None],
    ) -> None:
        self._hours = hours
        self._plan = plan
        self._now = now
        self._monotonic_s = monotonic_s
        self._post = post
        self._light = light
        self._ambience = Ambience()
        self._attended_at_s = monotonic_s()
        self._is_somebody_near = False
        self._announced: Closed | None = None
        self._looked_at: tuple[datetime, bool] | None = None
        """The minute, and whether the clock was believed."""

    def configure(self, hours: OpeningHours, plan: LightPlan) -> None:
        self._hours, self._plan = hours, plan
        self._looked_at = None

    def notice_touch(self) -> None:
        self._attended_at_s = self._monotonic_s()

    def notice_presence(self, *, is_near: bool) -> None:
        """Somebody came near, or nobody is near any more: that wakes the screen, and does nothing else."""
        self._is_somebody_near = is_near
        self._attended_at_s = self._monotonic_s()

    def tick(self, kiosk: Kiosk) -> None:
        """Do what is due; called several times a second."""
        wall = self._now().replace(tzinfo=None)
        self._open_or_close(wall, is_believed=kiosk.reader_problem is not Problem.CLOCK_UNTRUSTED)
        is_at_rest = isinstance(kiosk.state, Resting) and not kiosk.is_help_shown
        if self._is_somebody_near or not is_at_rest:
            self._attended_at_s = self._monotonic_s()
        ambience = ambience_at(self._plan, wall.time(), self._monotonic_s() - self._attended_at_s)
        if not is_at_rest:
            # Nobody's page changes its colors while it is read.
            ambience = replace(ambience, is_dark=self._ambience.is_dark)
        if ambience != self._ambience:
            self._ambience = ambience
            self._light(ambience)

    def _open_or_close(self, wall: datetime, *, is_believed: bool) -> None:
        """Go by the hours where the clock is believed; a wrong one would promise a wrong day."""
        looked_at = wall.replace(second=0, microsecond=0), is_believed
        if looked_at == self._looked_at:
            return
        self._looked_at = looked_at
        is_open = not is_believed or self._hours.is_open(wall)
        closed = None if is_open else Closed(self._hours.next_opening(wall))
        if closed == self._announced:
            return
        self._announced = closed
        self._post(KioskOpened() if closed is None else KioskClosed(closed.opens_at))

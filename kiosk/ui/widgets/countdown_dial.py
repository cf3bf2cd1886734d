from math import ceil

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.ui.layout.elements import Countdown
from kiosk.ui.widgets.brush import Brush

_LOOK_S = 0.1


class CountdownDial(Widget):
    """Counts from the moment it is shown; it only shows the time, which the flow keeps."""

    def __init__(self, countdown: Countdown, brush: Brush) -> None:
        super().__init__(**brush.place(countdown.rect))
        self._steps = countdown.steps
        self._brush = brush
        self._ends_at_s = Clock.get_time() + len(countdown.steps) - 1
        self._shown: int | None = None
        self._look(0)
        self._looking = Clock.schedule_interval(self._look, _LOOK_S)

    def erase(self) -> None:
        self._looking.cancel()
        self.canvas.clear()

    def _look(self, _elapsed_s: float) -> None:
        # The sum of uptime and seconds is rounded: it may come out a hair longer than the steps.
        left = min(max(0, ceil(self._ends_at_s - Clock.get_time())), len(self._steps) - 1)
        if left != self._shown:
            self._shown = left
            self.canvas.clear()
            self._brush.paint(self.canvas, self._steps[left])

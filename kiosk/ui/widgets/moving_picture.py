import math
from typing import assert_never

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate, ScissorPop, ScissorPush, Translate
from kivy.uix.widget import Widget

from kiosk.ui.drawing import Layer
from kiosk.ui.layout.elements import Motion, Picture
from kiosk.ui.widgets.brush import Brush

_TURN_S = 1.6
"""One round of the ring."""
_SLIDE_EVERY_S = 3.0
_SLIDE_S = 0.7
_SLIDE_FROM = 36 / 440
"""How far above the slot the card starts, in sides of the drawing."""
_SLOT_LINE = 320 / 440
"""Where the card disappears in the slot, from the drawing's top."""


class MovingPicture(Widget):
    """A drawing of which one part moves."""

    def __init__(self, picture: Picture, brush: Brush) -> None:
        super().__init__(**brush.place(picture.rect))
        self._motion = picture.motion
        self._started = Clock.get_time()
        name, side = picture.drawing.value, picture.rect.width
        still, moving = (brush.drawing(name, side, layer) for layer in (Layer.STILL, Layer.MOVING))
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(texture=still, pos=self.pos, size=self.size)
            if self._motion is Motion.SLIDE:
                hidden = round(self.height * (1 - _SLOT_LINE))
                ScissorPush(
                    x=round(self.x), y=round(self.y) + hidden, width=round(self.width), height=round(self.height)
                )
            PushMatrix()
            self._shift = Translate(0, 0)
            self._turn = Rotate(angle=0, origin=self.center)
            Rectangle(texture=moving, pos=self.pos, size=self.size)
            PopMatrix()
            if self._motion is Motion.SLIDE:
                ScissorPop()
        self._ticking = Clock.schedule_interval(self._tick, 0)

    def erase(self) -> None:
        self._ticking.cancel()
        self.canvas.clear()

    def _tick(self, _elapsed_s: float) -> None:
        elapsed = Clock.get_time() - self._started
        match self._motion:
            case Motion.TURN:
                self._turn.angle = -360 * (elapsed / _TURN_S % 1)
            case Motion.SLIDE:
                raised = round(self.height * _SLIDE_FROM * _raised(elapsed % _SLIDE_EVERY_S))
                # Any assignment has the window drawn again.
                if raised != self._shift.y:
                    self._shift.y = raised
            case Motion.NONE:
                pass
            case _:
                assert_never(self._motion)


def _raised(at_s: float) -> float:
    """Give the card's height over its place in the slot, 1 to 0: it rests, is lifted, and slides in again."""
    lift_at = _SLIDE_EVERY_S - 2 * _SLIDE_S
    phase = (at_s - lift_at) / _SLIDE_S
    return 0.0 if phase < 0 else (1 - math.cos(math.pi * phase)) / 2

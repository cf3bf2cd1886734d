import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, cycle, repeat
from typing import assert_never

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate
from kivy.uix.widget import Widget

from kiosk.ui.drawing import Layer
from kiosk.ui.layout.elements import Motion, Picture
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.redraw import redrawn_within

_SIDE = 440
"""Of the drawings, in their own units, in which all lengths here are."""

_STEP_S = 0.1
_STEPS_IN_A_TURN = 16

_SLIDES = 2
"""What moves by itself and can rest is over within 5 s (EN 301 549 §11.2.2.2, WCAG 2.2.2)."""
_BEFORE_SLIDE_S = 1.2
_LIFT_STEPS, _SLIDE_STEPS = 2, 4
_LIFT = 36
"""How far above the slot the card starts."""
_SLOT_LINE = 320
"""Where the card disappears in the slot."""

_MOVES_WITHIN: Mapping[Motion, Rect] = {
    Motion.SLIDE: Rect(146, 76, 148, 244),
    Motion.TURN: Rect(54, 54, 332, 332),
}
"""What of the drawing a motion can change; held to the drawings by a test."""


@dataclass(frozen=True)
class _Pose:
    lasts_s: float = _STEP_S
    raised: float = 0.0
    """Over the card's place in the slot."""
    angle: float = 0.0
    """In degrees, counterclockwise."""


_TURN = tuple(_Pose(angle=-360 * step / _STEPS_IN_A_TURN) for step in range(_STEPS_IN_A_TURN))
_REST = _Pose(lasts_s=_BEFORE_SLIDE_S)
"""The card in the slot."""
_SLIDE = (
    _REST,
    *(_Pose(raised=_LIFT * step / _LIFT_STEPS) for step in range(1, _LIFT_STEPS + 1)),
    *(_Pose(raised=_LIFT * (1 + math.cos(math.pi * step / _SLIDE_STEPS)) / 2) for step in range(1, _SLIDE_STEPS)),
)


class MovingPicture(Widget):
    """A drawing of which one part moves, in few steps: a moving page costs hardly more than one at rest.

    The ring turns as long as the kiosk works, since that is what it says; the card slides only when told to explain.
    """

    def __init__(self, picture: Picture, brush: Brush) -> None:
        super().__init__(**brush.place(picture.rect))
        self._motion = picture.motion
        name, side = picture.drawing.value, picture.rect.width
        still, moving = (brush.drawing(name, side, layer) for layer in (Layer.STILL, Layer.MOVING))
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(texture=still, pos=self.pos, size=self.size)
            PushMatrix()
            self._turn = Rotate(angle=0, origin=self.center)
            self._part = Rectangle(texture=moving, pos=self.pos, size=self.size)
            PopMatrix()
        self._whole = tuple(self._part.tex_coords)
        self._poses: Iterator[_Pose] = iter(())
        self._next = Clock.create_trigger(self._go_on, _STEP_S)
        self._take(_REST)
        if picture.motion is Motion.TURN:
            self.explain()

    def explain(self) -> None:
        """Show once more what it explains, unless that is being shown."""
        if not self._next.is_triggered:
            self._poses = _poses(self._motion)
            self._hold(next(self._poses))

    def erase(self) -> None:
        self._next.cancel()
        self.canvas.clear()

    def _go_on(self, _elapsed_s: float) -> None:
        pose = next(self._poses, None)
        with redrawn_within(*self._moves_within):
            if pose is None:
                self._take(_REST)
            else:
                self._hold(pose)

    def _hold(self, pose: _Pose) -> None:
        self._take(pose)
        self._next.timeout = pose.lasts_s
        self._next()

    def _take(self, pose: _Pose) -> None:
        self._turn.angle = pose.angle
        if self._motion is Motion.SLIDE:
            self._raise(pose.raised / _SIDE)

    def _raise(self, by: float) -> None:
        """Show of the card what is above the slot, `by` sides of the drawing higher than it rests."""
        shown = _SLOT_LINE / _SIDE + by
        left_bottom, right_bottom, right_top, left_top = zip(self._whole[::2], self._whole[1::2], strict=True)
        bottom = left_top[1] + shown * (left_bottom[1] - left_top[1])
        self._part.tex_coords = (left_bottom[0], bottom, right_bottom[0], bottom, *right_top, *left_top)
        slot_y = self.y + round(self.height * (1 - _SLOT_LINE / _SIDE))
        self._part.pos = (self.x, slot_y)
        self._part.size = (self.width, round(self.height * shown))

    @property
    def _moves_within(self) -> tuple[int, int, int, int]:
        """In the window's pixels from the bottom left, rounded outward."""
        box, scale = _MOVES_WITHIN[self._motion], self.width / _SIDE
        left, right = math.floor(box.x * scale), math.ceil(box.right * scale)
        bottom, top = math.floor((_SIDE - box.bottom) * scale), math.ceil((_SIDE - box.y) * scale)
        return round(self.x) + left, round(self.y) + bottom, right - left, top - bottom


def _poses(motion: Motion) -> Iterator[_Pose]:
    match motion:
        case Motion.TURN:
            return cycle(_TURN)
        case Motion.SLIDE:
            return chain.from_iterable(repeat(_SLIDE, _SLIDES))
        case Motion.NONE:
            raise ValueError("nothing moves")
        case _:
            assert_never(motion)

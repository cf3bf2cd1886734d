from collections.abc import Callable
from dataclasses import replace

from kivy.graphics import Color
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk.ui.layout.elements import Shape, Touchable
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.redraw import redrawn_within

_RING_PX, _RING_GAP_PX = 5, 2
"""The ring around the control that has the focus, and the paper between the two."""
RING_COLORS = (Role.INK, Role.PAPER)

_SHADE = 0.18
"""How much of the ink's color a control takes on while it is touched."""


class TouchTarget(Widget):
    """A control: shaded under the finger, acts when the finger is lifted on it."""

    def __init__(self, touchable: Touchable, brush: Brush, act: Callable[[Control], None]) -> None:
        super().__init__(**brush.place(touchable.rect))
        self._act = act
        self._is_erased = False
        self._touchable = touchable
        self._brush = brush
        brush.paint(self.canvas, touchable.parts)
        self._shade = Color(1, 1, 1, 0)
        self.canvas.add(self._shade)
        for part in touchable.parts:
            if isinstance(part, Shape):
                self.canvas.add(brush.rounded(replace(part, fill=Role.INK, outline=None, rule=0)))

    @property
    def touchable(self) -> Touchable:
        return self._touchable

    def set_focus(self, *, has_focus: bool) -> None:
        """Draw the ring of the keyboard's focus, or take it away."""
        self.canvas.before.clear()
        outline = next((part for part in self._touchable.parts if isinstance(part, Shape)), None)
        if has_focus and outline is not None:
            rings = zip((_RING_GAP_PX + _RING_PX, _RING_GAP_PX), RING_COLORS, strict=True)
            self._brush.paint(
                self.canvas.before,
                [Shape(outline.rect.inset(-reach), role, outline.radius + reach) for reach, role in rings],
            )

    def erase(self) -> None:
        """Drop what is drawn; a finger still down is ignored when it is lifted."""
        self._is_erased = True
        self.canvas.before.clear()
        self.canvas.clear()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        # Kivy makes a touch of each step of a mouse's wheel.
        if touch.is_mouse_scrolling or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        # The finger is answered at once, however long the rest of the window takes to draw.
        with redrawn_within(*(round(length) for length in (*self.pos, *self.size))):
            self._shade.a = _SHADE
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._shade.a = 0
        if self.collide_point(*touch.pos) and not self._is_erased:
            self._act(self._touchable.control)
        return True

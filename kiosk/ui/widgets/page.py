from collections.abc import Callable

from kivy.animation import Animation
from kivy.graphics import InstructionGroup
from kivy.uix.widget import Widget

from kiosk.ui.layout.composition import Composition
from kiosk.ui.layout.elements import Motion, Picture, Still, Touchable
from kiosk.ui.view_models import Control
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.moving_picture import MovingPicture
from kiosk.ui.widgets.touch_target import TouchTarget

_FADE_S = 0.15


class Page(Widget):
    """One composition on the screen. Made anew for each page, so that leaving a page erases all it showed."""

    def __init__(
        self, composition: Composition, brush: Brush, act: Callable[[Control], None], *, reduced_motion: bool
    ) -> None:
        super().__init__(size=(composition.width, composition.height))
        self._brush = brush
        self._clock = InstructionGroup()
        self.canvas.add(self._clock)
        for element in composition.elements:
            match element:
                case Touchable():
                    self.add_widget(TouchTarget(element, brush, act))
                case Picture(motion=motion) if motion is not Motion.NONE and not reduced_motion:
                    self.add_widget(MovingPicture(element, brush))
                case still:
                    brush.paint(self.canvas, [still])

    def fade_in(self) -> None:
        self.opacity = 0
        Animation(opacity=1, duration=_FADE_S).start(self)

    def set_clock(self, clock: Still) -> None:
        self._clock.clear()
        self._brush.paint(self._clock, [clock])

    def erase(self) -> None:
        """Stop what moves, and drop every text and control."""
        Animation.cancel_all(self)
        for child in self.children:
            child.erase()
        self.clear_widgets()
        self.canvas.clear()

from collections.abc import Callable, Sequence
from typing import TypeVar

from kivy.animation import Animation
from kivy.graphics import InstructionGroup
from kivy.uix.widget import Widget

from kiosk.ui.layout.composition import Composition
from kiosk.ui.layout.elements import Countdown, Motion, Picture, Still, Touchable
from kiosk.ui.view_models import Control
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.countdown_dial import CountdownDial
from kiosk.ui.widgets.moving_picture import MovingPicture
from kiosk.ui.widgets.touch_target import TouchTarget

_FADE_S = 0.15

_Child = TypeVar("_Child", bound=Widget)


class Page(Widget):
    """One composition on the screen. Made anew for each page, so that leaving a page erases all it showed."""

    def __init__(
        self, composition: Composition, brush: Brush, act: Callable[[Control], None], *, reduced_motion: bool
    ) -> None:
        super().__init__(size=(composition.width, composition.height))
        self._brush = brush
        self._act = act
        self._reduced_motion = reduced_motion
        self._clock = InstructionGroup()
        self._still = InstructionGroup()
        self.canvas.add(self._clock)
        self.canvas.add(self._still)
        self._stills: list[tuple[Still, InstructionGroup]] = []
        self._targets: list[TouchTarget] = []
        self.change_to(composition)

    def change_to(self, composition: Composition) -> None:
        """Erase what the composition has no more, and draw what is new in it.

        What stays is left alone, a control with the finger that may be on it.
        """
        before, painted = list(self.children), self._stills
        self._still.clear()
        stays, self._stills = [], []
        self._targets = []
        for element in composition.elements:
            match element:
                case Touchable():
                    target = self._target_of(element, before) or self._added(
                        TouchTarget(element, self._brush, self._act)
                    )
                    stays.append(target)
                    self._targets.append(target)
                case Picture(motion=motion) if motion is not Motion.NONE and not self._reduced_motion:
                    stays.append(self._added(MovingPicture(element, self._brush)))
                case Countdown():
                    stays.append(self._added(CountdownDial(element, self._brush)))
                case still:
                    group = self._painted_of(still, painted) or self._painted(still)
                    self._still.add(group)
                    self._stills.append((still, group))
        for child in before:
            if child not in stays:
                child.erase()
                self.remove_widget(child)

    def set_focus(self, position: int | None) -> None:
        """Give the focus to one of the composition's controls, or to none."""
        for number, target in enumerate(self._targets):
            target.set_focus(has_focus=number == position)

    def _added(self, child: _Child) -> _Child:
        self.add_widget(child)
        return child

    @staticmethod
    def _target_of(touchable: Touchable, among: Sequence[Widget]) -> TouchTarget | None:
        return next((w for w in among if isinstance(w, TouchTarget) and w.touchable == touchable), None)

    def _painted(self, still: Still) -> InstructionGroup:
        group = InstructionGroup()
        self._brush.paint(group, [still])
        return group

    @staticmethod
    def _painted_of(still: Still, among: Sequence[tuple[Still, InstructionGroup]]) -> InstructionGroup | None:
        return next((group for one, group in among if one == still), None)

    def fade_in(self) -> None:
        self.opacity = 0
        Animation(opacity=1, duration=_FADE_S).start(self)

    def explain(self) -> None:
        """Let what explains by motion do so, and then rest."""
        for child in self.children:
            if isinstance(child, MovingPicture):
                child.explain()

    def set_clock(self, clock: Still) -> None:
        self._clock.clear()
        self._brush.paint(self._clock, [clock])

    def erase(self) -> None:
        """Stop what moves, and drop every text and control."""
        Animation.cancel_all(self)
        for child in self.children:
            child.erase()
        self.clear_widgets()
        self._targets, self._stills = [], []
        self._still.clear()
        self.canvas.clear()

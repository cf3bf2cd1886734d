"""From the flow's state to the page on the screen, and from a touch to an event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk.flow.events import Event
from kiosk.flow.states import Kiosk
from kiosk.i18n import Catalog, languages
from kiosk.ui.layout.composition import Composition, compose, compose_clock
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.screen import Screen, ShownControl
from kiosk.ui.theme import STANDARD, Metrics
from kiosk.ui.view_models import Control, ShowMore, View, view_model
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.page import Page

_QUIET_S = 0.3
"""A touch so soon after another, or after a new page, was not meant for what is there now."""


@dataclass(frozen=True)
class _Shown:
    view: View = field(repr=False)
    language: str
    list_part: int
    draft: Draft
    composition: Composition
    page: Page


class Navigator:
    """Keeps one page on the screen. Main thread only."""

    def __init__(
        self,
        *,
        typesetter: Typesetter,
        establishment_name: str,
        dots_per_mm: float,
        post: Callable[[Event], None],
        now: Callable[[], datetime],
        reduced_motion: bool,
    ) -> None:
        self.root = _Root(self._is_quiet)
        self._typesetter = typesetter
        self._establishment_name = establishment_name
        self._dots_per_mm = dots_per_mm
        self._post = post
        self._now = now
        self._reduced_motion = reduced_motion
        self._languages = tuple((code, Catalog.load(code).own_name) for code in languages())
        self._brush: Brush | None = None
        self._size = (0, 0)
        self._waiting: Kiosk | None = None
        self._shown: _Shown | None = None
        self._time_shown = ""
        self._quiet_until = 0.0

    def resize(self, width: int, height: int) -> None:
        """Take the window's size, first of all and whenever it changes."""
        if (width, height) == self._size:
            return
        self._size = (width, height)
        self._brush = Brush(self._typesetter, STANDARD, height)
        if self._shown is not None:
            self._compose(self._shown.view, self._shown.language, self._shown.list_part)
        elif self._waiting is not None:
            kiosk, self._waiting = self._waiting, None
            self.show(kiosk)

    def show(self, kiosk: Kiosk) -> None:
        """Show the page of the state, at once or when the window has a size.

        The page before is erased, unless the new one is the same.
        """
        if self._brush is None:
            self._waiting = kiosk
            return
        view = view_model(kiosk, self._languages)
        shown = self._shown
        if shown is not None and (shown.view, shown.language) == (view, kiosk.language):
            return
        is_new_page = shown is None or (shown.view.page, shown.view.title) != (view.page, view.title)
        self._compose(view, kiosk.language, list_part=0)
        if is_new_page and not self._reduced_motion and self._shown is not None:
            self._shown.page.fade_in()

    @property
    def is_blank(self) -> bool:
        return self._shown is None

    def refresh_clock(self) -> None:
        shown = self._shown
        if shown is None:
            return
        time = shown.draft.catalog.clock(self._now())
        if time != self._time_shown:
            self._time_shown = time
            shown.page.set_clock(compose_clock(shown.draft, time))

    def screen(self) -> Screen:
        if self._shown is None:
            raise LookupError("no page has been shown yet")
        view, composition = self._shown.view, self._shown.composition
        return Screen(
            page=view.page,
            title=view.title,
            sentence=view.sentence,
            controls=tuple(
                ShownControl(touchable.control.message_id, touchable.control.index, touchable.rect)
                for touchable in composition.touchables
            ),
            language=self._shown.language,
            width_px=composition.width,
            height_px=composition.height,
            is_ready=not self._is_quiet(),
        )

    def _compose(self, view: View, language: str, list_part: int) -> None:
        if self._brush is None:
            raise LookupError("the window has no size")
        draft = Draft(Metrics.of(*self._size, self._dots_per_mm), Catalog.load(language), self._typesetter)
        self._time_shown = draft.catalog.clock(self._now())
        composition = compose(draft, view, self._establishment_name, self._time_shown, list_part)
        page = Page(composition, self._brush, self._act, reduced_motion=self._reduced_motion)
        page.set_clock(compose_clock(draft, self._time_shown))
        if self._shown is not None:
            self._shown.page.erase()
        self.root.clear_widgets()
        self.root.add_widget(page)
        self._shown = _Shown(view, language, list_part, draft, composition, page)
        self._be_quiet()

    def _act(self, control: Control) -> None:
        if self._is_quiet() or self._shown is None:
            return
        self._be_quiet()
        if isinstance(control.action, ShowMore):
            self._compose(self._shown.view, self._shown.language, self._shown.list_part + 1)
        else:
            self._post(control.action)

    def _is_quiet(self) -> bool:
        return Clock.get_time() < self._quiet_until

    def _be_quiet(self) -> None:
        self._quiet_until = Clock.get_time() + _QUIET_S


class _Root(Widget):
    """Lets touches through to the page, but not those meant for the page before."""

    def __init__(self, is_quiet: Callable[[], bool]) -> None:
        super().__init__()
        self._is_quiet = is_quiet

    def on_touch_down(self, touch: MotionEvent) -> bool:
        return True if self._is_quiet() else super().on_touch_down(touch)

"""From the flow's state to the page on the screen, and from a touch to an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import cycle
from typing import assert_never

from kivy.base import EventLoop
from kivy.clock import Clock, ClockEvent
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.flow.events import Event, KeyErased, KeyPressed
from kiosk.flow.states import Appearance, Kiosk
from kiosk.i18n import Catalog, languages
from kiosk.ui.ambience import Ambience
from kiosk.ui.dimmer import Dimmer
from kiosk.ui.double_strikes import DoubleStrikes
from kiosk.ui.focus import Move, moved
from kiosk.ui.keyboard import KeyMeaning, Press
from kiosk.ui.layout.composition import Composition, compose, compose_clock
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.overlays import overlay_view
from kiosk.ui.screen import Screen, ShownControl
from kiosk.ui.screen_reader import ScreenReader
from kiosk.ui.theme import DARK, HIGH_CONTRAST, STANDARD, Metrics, Palette
from kiosk.ui.view_models import (
    CloseOverlay,
    Control,
    Listening,
    OpenOverlay,
    Overlay,
    ShowMore,
    SpeechWish,
    View,
    view_model,
)
from kiosk.ui.widgets.brush import Brush
from kiosk.ui.widgets.page import Page

_QUIET_S = 0.3
"""A touch so soon after another, or after a new page, was not meant for what is there now."""

_SHIFT_EVERY_S = 180.0
_SHIFTS_PX = ((0, 0), (2, 0), (2, 2), (0, 2), (-2, 2), (-2, 0), (-2, -2), (0, -2), (2, -2))
"""A page that stays so long moves by these few pixels, so that it does not burn into the panel."""

_OPEN_S = {Overlay.LANGUAGE: 30.0, Overlay.DISPLAY: 30.0, Overlay.LISTEN: 30.0, Overlay.INFORMATION: 120.0}
"""How long an overlay stays open untouched: at rest no time-out of the flow would close it."""


@dataclass(frozen=True)
class _Look:
    """All that a page's looks depend on."""

    view: View = field(repr=False)
    list_part: int
    language: str
    appearance: Appearance
    is_dark: bool
    size: tuple[int, int]

    @property
    def palette(self) -> Palette:
        if self.appearance.has_high_contrast:
            return HIGH_CONTRAST
        return DARK if self.is_dark else STANDARD

    def is_typed_on_from(self, before: "_Look") -> bool:
        """Whether no more has happened than that something was typed, or found, in the same field."""
        one, other = self.view, before.view
        is_same_field = one.entry is not None and (one.page, one.title) == (other.page, other.title)
        return is_same_field and replace(self, view=other, list_part=before.list_part) == before

    def is_reminding_unlike(self, before: "_Look") -> bool:
        """Whether no more has happened than that the reminder of the time came or went."""
        return self != before and replace(self, view=replace(self.view, reminder=before.view.reminder)) == before

    def is_read_otherwise_than(self, before: "_Look") -> bool:
        """Whether it says something else, not only looks otherwise or offers something else at its foot."""
        one, other = ((replace(look.view, footer=()), look.list_part, look.language) for look in (self, before))
        return one != other


@dataclass(frozen=True)
class _Shown:
    look: _Look
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
        reader: ScreenReader,
        now: Callable[[], datetime],
        reduced_motion: bool,
        double_strikes: DoubleStrikes,
    ) -> None:
        self.root = _Root(self._is_quiet)
        self._dimmer = Dimmer(self.root.canvas.after)
        self._ambience = Ambience()
        self._shifts = cycle(_SHIFTS_PX)
        self._shift = next(self._shifts)
        self._shifting = Clock.create_trigger(self._shift_page, _SHIFT_EVERY_S)
        self._typesetter = typesetter
        self._establishment_name = establishment_name
        self._dots_per_mm = dots_per_mm
        self._post = post
        self._reader = reader
        self._now = now
        self._reduced_motion = reduced_motion
        self._languages = tuple((code, Catalog.load(code).own_name) for code in languages())
        self._size: tuple[int, int] | None = None
        self._kiosk: Kiosk | None = None
        self._listening: Listening | None = None
        self._list_part = 0
        self._overlay: Overlay | None = None
        self._overlay_end: ClockEvent | None = None
        self._brush: Brush | None = None
        self._shown: _Shown | None = None
        self._time_shown = ""
        self._quiet_until = 0.0
        self._double_strikes = double_strikes
        self._last_strike: tuple[KeyPressed | KeyErased | KeyMeaning, float] | None = None
        """The last key that was struck, and when."""
        self._focus: int | None = None
        """Position among the controls of the page, while the keyboard is used."""

    def resize(self, width: int, height: int) -> None:
        """Take the window's size, first of all and whenever it changes."""
        self._size = (width, height)
        self._dimmer.resize(width, height)
        self._refresh()

    def set_ambience(self, ambience: Ambience) -> None:
        self._ambience = ambience
        self._dimmer.set_brightness(ambience.brightness)
        self._refresh()

    def stop(self) -> None:
        """Call nothing back any more, and erase the page."""
        if self._shown is not None:
            self._shown.page.erase()
        self._shifting.cancel()
        self._set_overlay(None)

    def ignore(self, double_strikes: DoubleStrikes) -> None:
        self._double_strikes = double_strikes

    def show(self, kiosk: Kiosk) -> None:
        """Show the page of the state, at once or when the window has a size.

        The page before is erased, unless the new one is the same.
        """
        if self._kiosk is None or _page_of(kiosk) != _page_of(self._kiosk):
            self._set_overlay(None)
            self._list_part = 0
        elif kiosk.appearance != self._kiosk.appearance:
            self._set_overlay(self._overlay)
        self._kiosk = kiosk
        self._refresh()

    def explain(self) -> None:
        """Somebody is there: let the page show by motion what it shows, once more."""
        if self._shown is not None:
            self._shown.page.explain()

    def listen(self, listening: Listening | None) -> None:
        """Offer to listen, or not; a headset that is plugged in was what the page about it asked for."""
        was_plugged = self._listening is not None and self._listening.has_headset
        self._listening = listening
        if listening is None or listening.has_headset is not was_plugged:
            self._set_overlay(None if self._overlay is Overlay.LISTEN else self._overlay)
        self._refresh()

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
        look, composition = self._shown.look, self._shown.composition
        return Screen(
            page=look.view.page,
            title=look.view.title,
            sentence=look.view.sentence,
            controls=tuple(
                ShownControl(touchable.control.message_id, touchable.control.index, touchable.rect)
                for touchable in composition.touchables
            ),
            language=look.language,
            width_px=composition.width,
            height_px=composition.height,
            is_ready=not self._is_quiet(),
        )

    def _refresh(self) -> None:
        kiosk, size, shown = self._kiosk, self._size, self._shown
        if kiosk is None or size is None:
            return
        view = (
            view_model(kiosk, self._languages, self._listening)
            if self._overlay is None
            else overlay_view(self._overlay, kiosk, self._languages, self._listening)
        )
        look = _Look(view, self._list_part, kiosk.language, kiosk.appearance, self._ambience.is_dark, size)
        if shown is not None and shown.look == look:
            return
        stays = shown is not None and (look.is_typed_on_from(shown.look) or look.is_reminding_unlike(shown.look))
        if shown is not None and stays:
            self._change_page(shown, look)
        else:
            self._replace_page(look)
            self.explain()
        if shown is None or look.is_read_otherwise_than(shown.look):
            self._reader.read_page(view, self._controls(), look.language)
        if stays:
            return
        is_new = shown is None or (shown.look.view.page, shown.look.view.title) != (view.page, view.title)
        if is_new and self._shown is not None and not self._reduced_motion:
            self._shown.page.fade_in()

    def _change_page(self, shown: _Shown, look: _Look) -> None:
        """Show what is new and leave the rest alone, so that every finger finds its control where it was."""
        focused = self._focused()
        composition = self._compose(shown.draft, look)
        shown.page.change_to(composition)
        self._shown = _Shown(look, shown.draft, composition, shown.page)
        called = [(control.message_id, control.index) for control in self._controls()]
        name = None if focused is None else (focused.message_id, focused.index)
        self._set_focus(called.index(name) if name in called else None)

    def _compose(self, draft: Draft, look: _Look) -> Composition:
        return compose(draft, look.view, self._establishment_name, self._time_shown, look.list_part)

    def _replace_page(self, look: _Look) -> None:
        brush = self._brush_for(look)
        metrics = Metrics.of(*look.size, self._dots_per_mm, look.appearance.text_size.value)
        draft = Draft(
            metrics, Catalog.load(look.language), self._typesetter, has_low_controls=look.appearance.has_low_controls
        )
        self._time_shown = draft.catalog.clock(self._now())
        composition = self._compose(draft, look)
        page = Page(composition, brush, self._touched, reduced_motion=self._reduced_motion)
        page.set_clock(compose_clock(draft, self._time_shown))
        if self._shown is not None:
            self._shown.page.erase()
        self.root.clear_widgets()
        self.root.add_widget(page)
        self._shown = _Shown(look, draft, composition, page)
        self._focus = None
        self._last_strike = None
        self._be_quiet()
        self._shifting.cancel()
        self._shifting()

    def _brush_for(self, look: _Look) -> Brush:
        _, height = look.size
        if self._brush is None or not self._brush.is_for(look.palette, height):
            self._brush = Brush(self._typesetter, look.palette, height)
            EventLoop.window.clearcolor = get_color_from_hex(look.palette.paper)
        self._brush.shift = self._shift
        return self._brush

    def _shift_page(self, _elapsed_s: float) -> None:
        if self._shown is not None:
            self._shift = next(self._shifts)
            quiet_until = self._quiet_until
            self._replace_page(self._shown.look)
            self._quiet_until = quiet_until

    def press(self, meaning: KeyMeaning) -> None:
        """Take a key of the keyboard: move the focus, or do what touching the control would do."""
        shown = self._shown
        if shown is None or (self._is_quiet() and not isinstance(meaning, Move | SpeechWish)):
            return
        if self._is_double(meaning, self._double_strikes.on_keyboard_s):
            return
        view = shown.look.view
        match meaning:
            case Press.ACTIVATE:
                self._act_if(self._focused() or view.onward)
            case Press.BACK if self._overlay is not None:
                self._be_quiet()
                self._close_overlay()
            case Press.BACK:
                self._act_if(view.back)
            case SpeechWish() as wish:
                self._reader.obey(wish)
            case Press.ERASE:
                if view.entry is not None:
                    self._post(KeyErased())
            case Move():
                rects = [touchable.rect for touchable in shown.composition.touchables]
                self._set_focus(moved(rects, self._focus, meaning))
                self._read_focus()
            case _:
                assert_never(meaning)

    def type(self, text: str) -> None:
        """Take what the keyboard types; where there is no field, it goes nowhere."""
        if self._shown is not None and self._shown.look.view.entry is not None:
            for character in text:
                key = KeyPressed(character)
                if not self._is_double(key, self._double_strikes.on_keyboard_s):
                    self._post(key)

    def _controls(self) -> Sequence[Control]:
        return [] if self._shown is None else [touchable.control for touchable in self._shown.composition.touchables]

    def _focused(self) -> Control | None:
        return None if self._focus is None else self._controls()[self._focus]

    def _set_focus(self, position: int | None) -> None:
        self._focus = position
        if self._shown is not None:
            self._shown.page.set_focus(position)

    def _read_focus(self) -> None:
        focused = self._focused()
        if focused is not None:
            self._reader.read_control(focused)

    def _act_if(self, control: Control | None) -> None:
        if control is not None:
            self._act(control)

    def _touched(self, control: Control) -> None:
        if self._focus is not None:
            self._set_focus(None)
        self._act(control)

    def _act(self, control: Control) -> None:
        if self._is_quiet():
            return
        match control.action:
            case KeyPressed() | KeyErased() as key:
                if not self._is_double(key, self._double_strikes.on_screen_s):
                    self._post(key)
                return
        self._be_quiet()
        match control.action:
            case ShowMore():
                self._set_overlay(self._overlay)
                self._list_part += 1
                self._refresh()
            case OpenOverlay(overlay):
                self._set_overlay(overlay)
                self._refresh()
            case CloseOverlay():
                self._close_overlay()
            case SpeechWish() as wish:
                self._set_overlay(self._overlay)
                self._reader.obey(wish)
            case event:
                self._post(event)

    def _is_double(self, strike: KeyPressed | KeyErased | KeyMeaning, within_s: float) -> bool:
        """Tell whether the same key is struck again too soon to be meant."""
        now_s = Clock.get_time()
        match self._last_strike:
            case (last, struck_at_s) if last == strike and now_s < struck_at_s + within_s:
                return True
        self._last_strike = strike, now_s
        return False

    def _set_overlay(self, overlay: Overlay | None) -> None:
        """Open, keep open, or close an overlay; each time its time begins anew."""
        if self._overlay_end is not None:
            self._overlay_end.cancel()
            self._overlay_end = None
        if overlay is not self._overlay:
            self._list_part = 0
        self._overlay = overlay
        if overlay is not None:
            self._overlay_end = Clock.schedule_once(lambda _elapsed_s: self._close_overlay(), _OPEN_S[overlay])

    def _close_overlay(self) -> None:
        self._set_overlay(None)
        self._refresh()

    def _is_quiet(self) -> bool:
        return Clock.get_time() < self._quiet_until

    def _be_quiet(self) -> None:
        self._quiet_until = Clock.get_time() + max(_QUIET_S, self._double_strikes.on_screen_s)


def _page_of(kiosk: Kiosk) -> tuple[object, ...]:
    """What an overlay lies over: it closes with it."""
    return kiosk.state, kiosk.language, kiosk.is_help_shown


class _Root(Widget):
    """Lets touches through to the page, but not those meant for the page before."""

    def __init__(self, is_quiet: Callable[[], bool]) -> None:
        super().__init__()
        self._is_quiet = is_quiet

    def on_touch_down(self, touch: MotionEvent) -> bool:
        return True if self._is_quiet() else super().on_touch_down(touch)

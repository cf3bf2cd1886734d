"""The real application in a real window, moved frame by frame in virtual time."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from kivy.base import EventLoop, runTouchApp
from kivy.clock import Clock
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.lang.parser import ProxyApp, global_idmap
from kivy.tests.common import UnitTestTouch
from PIL import Image

from kiosk.flow.events import Event
from kiosk.flow.states import Kiosk
from kiosk.ui.app import KioskApp, configure_window
from kiosk.ui.fonts import find_fonts
from kiosk.ui.panel import Panel
from kiosk.ui.screen import Screen, ShownControl
from kiosk.ui.view_models import Control, Listening, SpeechWish, View
from tests.ui.samples import ESTABLISHMENT, PANELS

_WIDTH, _HEIGHT, _DOTS_PER_MM = PANELS["1280x800"]

# Importing it opens the window, for which it must be configured.
configure_window(Panel(_WIDTH, _HEIGHT, _DOTS_PER_MM, fullscreen=False))
from kivy.core.window import Keyboard, Window  # noqa: E402

_FRAME_S = 0.11
"""Virtual time from one frame to the next."""
_LIMIT_S = 20.0


class VirtualTime:
    """The real time, and as much more as it is told."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self._real = Clock.time

    def __call__(self) -> float:
        return self._real() + self.ahead_s

    @contextlib.contextmanager
    def told_alone(self) -> Iterator[None]:
        """Let no time pass in the block but what it is told."""
        real, now_s = self._real, self._real()
        self._real = lambda: now_s
        try:
            yield
        finally:
            self._real = real


# For all windows of the process: Kivy's clock must not go back.
Clock.time = VirtualTime()


class Reader:
    """A screen reader that keeps what it is told."""

    def __init__(self) -> None:
        self.pages: list[tuple[View, Sequence[Control], str]] = []
        self.focused: list[Control] = []
        self.wishes: list[SpeechWish] = []

    def read_page(self, view: View, controls: Sequence[Control], language: str) -> None:
        self.pages.append((view, controls, language))

    def read_control(self, control: Control) -> None:
        self.focused.append(control)

    def obey(self, wish: SpeechWish) -> None:
        self.wishes.append(wish)


class KioskWindow:
    """Drives one application. Only one window exists in a process, so only one of these is open at a time."""

    def __init__(
        self, *, reduced_motion: bool = True, fullscreen: bool = False, dots_per_mm: float = _DOTS_PER_MM
    ) -> None:
        self.posted: list[Event] = []
        self.reader = Reader()
        self.on_drain: Callable[[], None] = lambda: None
        self.survives_faults = True
        self.ticks = 0
        self.touches = 0
        self.first_frames = 0
        self.faults: list[BaseException] = []
        self.now = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
        self.app = KioskApp(
            panel=Panel(*Window.size, dots_per_mm, fullscreen),
            establishment_name=ESTABLISHMENT,
            post=self.posted.append,
            reader=self.reader,
            touched=self._count_touch,
            drain=lambda: self.on_drain(),  # noqa: PLW0108 - a test may replace it
            tick=self._count_tick,
            now=lambda: self.now,
            on_first_frame=self._count_first_frame,
            on_fault=self._keep_fault,
            fonts=find_fonts(),
            reduced_motion=reduced_motion,
        )
        # What App.run does, but for the endless loop.
        self.app._run_prepare()
        runTouchApp(embedded=True)
        # With all that a kiosk can offer.
        self.app.listen(Listening())

    def close(self) -> None:
        self.app.dispatch("on_stop")
        Window.remove_widget(self.app.root)
        EventLoop.touches.clear()
        EventLoop.stop()
        # Kivy's `app` in kv keeps the first application of the process.
        global_idmap["app"] = ProxyApp()

    # Time

    def frames(self, number: int = 1, each_s: float = _FRAME_S) -> None:
        for _ in range(number):
            Clock.time.ahead_s += each_s
            self.app._pace.hurry()
            self.turn()

    def turn(self) -> None:
        """Go round the main loop once, in real time: it may sleep."""
        EventLoop.idle()
        EventLoop.window.mainloop()

    def pass_time(self, seconds: float) -> None:
        self.frames(1, seconds)

    def until(self, holds: Callable[[], bool]) -> None:
        ends_at_s = time.monotonic() + _LIMIT_S
        while not holds():
            assert time.monotonic() < ends_at_s, "not reached"
            self.frames()

    # What is shown

    def show(self, kiosk: Kiosk) -> Screen:
        """Show a page and wait until touches count."""
        self.app.show(kiosk)
        self.until(lambda: self.app.screen().is_ready)
        return self.app.screen()

    @property
    def size(self) -> tuple[int, int]:
        return Window.size

    def picture(self) -> Image.Image:
        Window.canvas.ask_update()
        self.frames(2)
        width, height = Window.size
        pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        return Image.frombytes("RGB", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM)

    def control(self, message_id: str, index: int | None = None) -> ShownControl:
        return next(
            control
            for control in self.app.screen().controls
            if control.message_id == message_id and index in (None, control.index)
        )

    # Touches

    def press(self, x: float, y: float) -> UnitTestTouch:
        """Put a finger down; `x` and `y` count from the top left."""
        touch = UnitTestTouch(x, Window.height - y)
        touch.touch_down()
        return touch

    def press_control(self, message_id: str, index: int | None = None) -> UnitTestTouch:
        rect = self.control(message_id, index).rect
        return self.press(rect.x + rect.width / 2, rect.y + rect.height / 2)

    def tap(self, message_id: str, index: int | None = None) -> None:
        touch = self.press_control(message_id, index)
        self.frames()
        touch.touch_up()

    # Keys

    def press_key(self, key: str, *modifiers: str) -> None:
        """Press and release a key, by Kivy's name of it."""
        Window.dispatch("on_key_down", Keyboard.keycodes[key], 0, None, list(modifiers))
        Window.dispatch("on_key_up", Keyboard.keycodes[key], 0)
        self.frames()

    # What the application calls

    def _count_touch(self) -> None:
        self.touches += 1

    def _count_tick(self) -> None:
        self.ticks += 1

    def _count_first_frame(self) -> None:
        self.first_frames += 1

    def _keep_fault(self, fault: BaseException) -> bool:
        self.faults.append(fault)
        return self.survives_faults


@contextlib.contextmanager
def open_window(**options: bool | float) -> Iterator[KioskWindow]:
    window = KioskWindow(**options)
    try:
        yield window
    finally:
        window.close()


def resize_window(window: KioskWindow, width: int, height: int) -> None:
    Window.size = (width, height)
    window.frames(2)
    window.until(lambda: Window.size == (width, height))

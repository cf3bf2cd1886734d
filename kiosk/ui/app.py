"""The Kivy application: shows the flow's state, posts what is touched, decides nothing."""

from collections.abc import Callable
from datetime import datetime

from kivy.app import App
from kivy.base import EventLoop, ExceptionHandler, ExceptionManager
from kivy.clock import Clock, ClockEvent
from kivy.config import Config
from kivy.uix.widget import Widget

from kiosk.flow.events import Event
from kiosk.flow.states import Kiosk, Welcome
from kiosk.ui.ambience import Ambience
from kiosk.ui.double_strikes import DoubleStrikes
from kiosk.ui.fonts import FontPaths
from kiosk.ui.keyboard import meaning_of
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.navigator import Navigator
from kiosk.ui.pace import Pace
from kiosk.ui.panel import DisplayMissing, Panel
from kiosk.ui.screen import Screen
from kiosk.ui.screen_reader import ScreenReader
from kiosk.ui.view_models import Listening

_TICK_S = 0.1
_TICK_AT_REST_S = 0.5


def configure_window(panel: Panel) -> None:
    """Set what Kivy reads when the window is made; later calls change nothing."""
    for name in list(Config.options("input")):
        Config.remove_option("input", name)
    # SDL turns a finger into pointer events, which this provider reads. Kivy drops SDL's own finger events on Linux,
    # and any second provider would make each touch count twice.
    Config.set("input", "pointer", "mouse,disable_multitouch,disable_hover")
    Config.set("kivy", "exit_on_escape", "0")
    if not panel.fullscreen:
        # On a developer's desk: in the corner, so that there is room beside it.
        for option, value in {"position": "custom", "left": 0, "top": 0}.items():
            Config.set("graphics", option, str(value))
    for option, value in {
        "width": panel.width_px,
        "height": panel.height_px,
        "fullscreen": "auto" if panel.fullscreen else 0,
        "borderless": int(panel.fullscreen),
        "show_cursor": int(not panel.fullscreen),
        "allow_screensaver": 0,
        "resizable": 0,
        "multisamples": 0,
    }.items():
        Config.set("graphics", option, str(value))


class _FaultHandler(ExceptionHandler):
    def __init__(self, on_fault: Callable[[BaseException], bool]) -> None:
        self._on_fault = on_fault

    def handle_exception(self, inst: BaseException) -> int:
        passes: int = ExceptionManager.PASS
        raises: int = ExceptionManager.RAISE
        return passes if self._on_fault(inst) else raises


class KioskApp(App):
    """One window, one page at a time. Everything but `wake` belongs to the main thread."""

    use_kivy_settings = False
    title = "vitale-kiosk"

    def __init__(
        self,
        *,
        panel: Panel,
        establishment_name: str,
        post: Callable[[Event], None],
        reader: ScreenReader,
        touched: Callable[[], None],
        drain: Callable[[], None],
        tick: Callable[[], None],
        now: Callable[[], datetime],
        on_first_frame: Callable[[], None],
        on_fault: Callable[[BaseException], bool],
        fonts: FontPaths,
        reduced_motion: bool = False,
        double_strikes: DoubleStrikes | None = None,
    ) -> None:
        """Make the application; `run` opens the window, or raises DisplayMissing.

        The callables are called on the main thread: `touched` at each touch and key, wherever it is, `drain` after each
        `wake`, `tick` ten times a second, at rest twice,
        `on_first_frame` once the first page is on the screen. `on_fault` is told of every exception of the main loop
        and says whether the loop goes on.
        """
        configure_window(panel)
        super().__init__()
        self._panel = panel
        self._on_first_frame = on_first_frame
        self._fault_handler = _FaultHandler(on_fault)
        self._touched = touched
        self._tick = tick
        self._pace = Pace()
        self._ticking: ClockEvent = Clock.create_trigger(self._look, _TICK_S, interval=True)
        # Before the next frame: what a touch leads to is drawn with it, not after it.
        self._draining = Clock.create_trigger(lambda _elapsed_s: drain(), -1)
        self._navigator = Navigator(
            typesetter=Typesetter(fonts),
            establishment_name=establishment_name,
            dots_per_mm=panel.dots_per_mm,
            post=post,
            reader=reader,
            now=now,
            reduced_motion=reduced_motion,
            double_strikes=double_strikes or DoubleStrikes(),
        )

    def build(self) -> Widget:
        from kivy.core.window import Window  # opens the window: not before the configuration is set

        if Window is None:
            raise DisplayMissing("SDL opened no window")
        Window.show_cursor = not self._panel.fullscreen
        Window.bind(
            on_key_down=self._press_key,
            on_keyboard=self._swallow_key,
            on_textinput=self._type,
            on_request_close=self._refuse_close,
            on_mouse_down=self._notice_touch,
            on_mouse_up=self._pace.hurry,
            size=self._resize,
        )
        self._navigator.resize(*Window.size)
        return self._navigator.root

    def on_start(self) -> None:
        ExceptionManager.add_handler(self._fault_handler)
        EventLoop.window.bind(on_flip=self._report_first_frame)
        self._pace.start()
        self._ticking()

    def on_stop(self) -> None:
        """Let go of all that Kivy would call back: the window outlives the application."""
        self._ticking.cancel()
        self._draining.cancel()
        self._navigator.stop()
        self._pace.stop()
        EventLoop.window.unbind(
            on_key_down=self._press_key,
            on_textinput=self._type,
            on_keyboard=self._swallow_key,
            on_request_close=self._refuse_close,
            on_mouse_down=self._notice_touch,
            on_mouse_up=self._pace.hurry,
            size=self._resize,
            on_flip=self._report_first_frame,
        )
        ExceptionManager.remove_handler(self._fault_handler)

    def open_settings(self, *_: object) -> bool:
        """There is no settings panel; what Kivy has of one stays closed."""
        return False

    def show(self, kiosk: Kiosk) -> None:
        """Show the page of the present state, and erase what the page before held.

        Before `run`, the page is kept until the window is open.
        """
        self._navigator.show(kiosk)
        self._ticking.timeout = _TICK_AT_REST_S if isinstance(kiosk.state, Welcome) else _TICK_S

    def set_ambience(self, ambience: Ambience) -> None:
        """Wear the dark palette or not, and give the panel more or less light."""
        self._navigator.set_ambience(ambience)

    def ignore(self, double_strikes: DoubleStrikes) -> None:
        self._navigator.ignore(double_strikes)

    def explain(self) -> None:
        """Somebody came near: let the page show by motion what it shows, once more."""
        self._navigator.explain()

    def listen(self, listening: Listening | None) -> None:
        """Offer to listen to the pages, or not."""
        self._navigator.listen(listening)

    def wake(self) -> None:
        """Have `drain` called on the main thread, soon; callable from any thread."""
        self._draining()
        self._pace.wake()

    def screen(self) -> Screen:
        """Tell what is displayed. Raises LookupError while there is no page."""
        return self._navigator.screen()

    def _look(self, _elapsed_s: float) -> None:
        self._tick()
        self._navigator.refresh_clock()

    def _press_key(self, _window: object, key: int, _scancode: int, _text: str | None, modifiers: list[str]) -> bool:
        self._notice_touch()
        meaning = meaning_of(key, modifiers)
        if meaning is not None:
            self._navigator.press(meaning)
        return True

    def _notice_touch(self, *_: object) -> None:
        self._pace.hurry()
        self._navigator.explain()
        self._touched()

    def _type(self, _window: object, text: str) -> bool:
        self._navigator.type(text)
        return True

    def _swallow_key(self, *_: object, **__: object) -> bool:
        """Nothing a keyboard sends may open or close anything."""
        return True

    def _refuse_close(self, *_: object, **__: object) -> bool:
        return self._panel.fullscreen

    def _resize(self, _window: object, size: tuple[int, int]) -> None:
        self._navigator.resize(*size)

    @property
    def frames_per_s(self) -> int:
        """How often the main loop went round in the last second."""
        return round(Clock.get_fps())

    @property
    def renderer(self) -> str:
        """What draws the screen, such as "V3D 4.2" or "llvmpipe"; known once the window is open."""
        from kivy.graphics.opengl import GL_RENDERER, glGetString

        return str(glGetString(GL_RENDERER).decode())

    def _report_first_frame(self, *_: object) -> None:
        if self._navigator.is_blank:
            return
        EventLoop.window.unbind(on_flip=self._report_first_frame)
        self._on_first_frame()

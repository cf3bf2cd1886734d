"""The small panel beside the demo's kiosk: puts cards in, opens the cover, cuts the network.

Who imports it has imported `kiosk.ui` before, which sets the environment that Kivy reads.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kivy.app import App
from kivy.clock import Clock
from kivy.config import Config
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.button import Button
from kivy.uix.gridlayout import GridLayout
from kivy.uix.label import Label
from kivy.utils import get_color_from_hex
from PIL import ImageGrab

from kiosk.ui.fonts import find_fonts
from kiosk.ui.theme import STANDARD
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings

_WIDTH_PX, _HEIGHT_PX = 420, 800
_GAP_PX = 8
_LOOK_S = 0.5


@dataclass(frozen=True)
class Knob:
    label: str
    turn: Callable[[], object]


def knobs(around: Surroundings) -> dict[str, Sequence[Knob]]:
    """All that can be done to the kiosk's surroundings, by group."""
    card, insi, printer = around.card, around.insi.steering, around.printer
    return {
        "Card": [
            *(Knob(name.replace("_", " "), lambda name=name: card.insert(name)) for name in card.cards()),
            Knob("take it out", card.remove),
        ],
        "INSi": [
            Knob("answers", insi.reset),
            Knob("slow (5 s)", lambda: insi.delay(5, None)),
            Knob("network cut", lambda: insi.drop(None)),
            Knob("out of order", lambda: insi.fault("desir_1020", None)),
            Knob("software refused", lambda: insi.fault("desir_550", None)),
        ],
        "Printer": [
            Knob("paper out", lambda: printer.steer("paper out")),
            Knob("paper in", lambda: printer.steer("paper in")),
            Knob("cover open", lambda: printer.steer("cover open")),
            Knob("cover closed", lambda: printer.steer("cover closed")),
            Knob("offline", lambda: printer.steer("offline")),
            Knob("online", lambda: printer.steer("online")),
        ],
    }


class DevDock(App):
    """Ends when its window is closed, or with the kiosk."""

    title = "vitale-kiosk: surroundings"

    def __init__(self, around: Surroundings, kiosk_process: KioskProcess) -> None:
        super().__init__()
        self._around = around
        self._kiosk = kiosk_process
        self._font = str(find_fonts().regular)

    def build(self) -> BoxLayout:
        ink = get_color_from_hex(STANDARD.ink)
        panel = BoxLayout(orientation="vertical", padding=12, spacing=6)
        for group, entries in knobs(self._around).items():
            panel.add_widget(
                Label(text=group, font_name=self._font, font_size=18, color=ink, size_hint_y=None, height=30)
            )
            grid = GridLayout(cols=2, spacing=4, size_hint_y=(len(entries) + 1) // 2)
            for knob in entries:
                button = Button(
                    text=knob.label,
                    font_name=self._font,
                    font_size=15,
                    color=ink,
                    background_normal="",
                    background_color=get_color_from_hex(STANDARD.mist),
                )
                button.bind(on_release=lambda _button, knob=knob: knob.turn())
                grid.add_widget(button)
            panel.add_widget(grid)
        Clock.schedule_interval(self._look, _LOOK_S)
        return panel

    def _look(self, _elapsed_s: float) -> None:
        if self._kiosk.process.poll() is not None:
            self.stop()


def run(around: Surroundings, kiosk_process: KioskProcess) -> int:
    """Show the panel until it is closed; return the demo's exit status."""
    for option, _ in Config.items("input"):
        Config.remove_option("input", option)
    Config.set("input", "pointer", "mouse,disable_multitouch")
    screen_width, _ = ImageGrab.grab(xdisplay=kiosk_process.display).size
    beside = min(kiosk_process.settings.panel.width_px + _GAP_PX, max(0, screen_width - _WIDTH_PX))
    placed = {"width": _WIDTH_PX, "height": _HEIGHT_PX, "position": "custom", "left": beside, "top": 0}
    for option, value in placed.items():
        Config.set("graphics", option, str(value))
    from kivy.core.window import Window  # opens the window: not before the configuration is set

    Window.clearcolor = get_color_from_hex(STANDARD.paper)
    DevDock(around, kiosk_process).run()
    return 0

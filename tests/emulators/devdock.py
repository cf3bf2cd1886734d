"""The small panel beside the demo's kiosk: puts cards in, opens the cover, plugs the headset; shows lights and speech.

Who imports it has imported `kiosk.ui` before, which sets the environment that Kivy reads.
"""

from collections.abc import Callable, Mapping, Sequence

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
from tests.emulators.cabinet import Cabinet
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.knobs import Knob, Lamp, knobs, lamps, last_heard
from tests.emulators.surroundings import Surroundings

_WIDTH_PX, _HEIGHT_PX = 560, 800
_GAP_PX = 8
_LOOK_S = 0.1
_COLUMNS = 3


class DevDock(App):
    """Ends when its window is closed, or when `is_over`."""

    title = "vitale-kiosk: surroundings"

    def __init__(
        self,
        groups: Mapping[str, Sequence[Knob]],
        lights: Sequence[Lamp],
        heard: Callable[[], str],
        is_over: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._groups = groups
        self._heard = heard
        self._is_over = is_over
        fonts = find_fonts()
        self._font, self._bold = str(fonts.regular), str(fonts.bold)
        self._lights = [(light, self._label("", size=15)) for light in lights]
        self._speech = self._label("", size=14)

    def build(self) -> BoxLayout:
        panel = BoxLayout(orientation="vertical", padding=12, spacing=4)
        for group, entries in self._groups.items():
            panel.add_widget(self._heading(group))
            grid = GridLayout(cols=_COLUMNS, spacing=4, size_hint_y=-(-len(entries) // _COLUMNS))
            for knob in entries:
                grid.add_widget(self._button(knob))
            panel.add_widget(grid)
        panel.add_widget(self._heading("Lights, help call"))
        row = GridLayout(cols=len(self._lights), size_hint_y=None, height=28)
        for _, label in self._lights:
            row.add_widget(label)
        panel.add_widget(row)
        panel.add_widget(self._heading("In the headset"))
        self._speech.size_hint_y = 1.8
        self._speech.bind(size=lambda label, size: setattr(label, "text_size", size))
        self._speech.valign = "top"
        panel.add_widget(self._speech)
        Clock.schedule_interval(self._look, _LOOK_S)
        return panel

    def _label(self, text: str, size: int) -> Label:
        return Label(text=text, font_name=self._font, font_size=size, color=get_color_from_hex(STANDARD.ink))

    def _heading(self, text: str) -> Label:
        heading = self._label(text, size=17)
        heading.font_name, heading.size_hint_y, heading.height = self._bold, None, 28
        return heading

    def _button(self, knob: Knob) -> Button:
        button = Button(
            text=knob.label,
            font_name=self._font,
            font_size=13,
            color=get_color_from_hex(STANDARD.ink),
            background_normal="",
            background_color=get_color_from_hex(STANDARD.mist),
        )
        button.bind(on_release=lambda _button: knob.turn())
        return button

    def _look(self, _elapsed_s: float) -> None:
        for light, label in self._lights:
            is_on = light.is_on()
            label.text = f"{light.label}: {'on' if is_on else 'off'}"
            label.font_name = self._bold if is_on else self._font
            label.color = get_color_from_hex(STANDARD.leaf if is_on else STANDARD.muted)
        self._speech.text = self._heard()
        if self._is_over():
            self.stop()


def run(around: Surroundings, cabinet: Cabinet, kiosk_process: KioskProcess) -> int:
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
    DevDock(
        knobs(around, cabinet),
        lamps(cabinet),
        lambda: last_heard(cabinet),
        lambda: kiosk_process.process.poll() is not None,
    ).run()
    return 0

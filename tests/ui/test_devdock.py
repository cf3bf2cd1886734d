"""The demo's panel: each of its knobs does what it says, and it shows lights, help call and speech."""

import contextlib
import subprocess

import pytest

from hardware.indicator.api import Glow, Presence, Signals, Working
from hardware.indicator.options import NumatoOptions
from hardware.indicator.registry import open_indicator
from tests.emulators.cabinet import HELP_CALL, PRESENCE, SLOT, running_cabinet
from tests.emulators.knobs import Knob, lamps, last_heard

pytestmark = pytest.mark.xdist_group("window")


@pytest.fixture
def cabinet(tmp_path):
    with running_cabinet(tmp_path / "cabinet") as standing:
        yield standing


@pytest.fixture
def dock(window, cabinet):
    from tests.emulators.devdock import DevDock

    turned = []
    groups = {"Card": [Knob(name, lambda name=name: turned.append(name)) for name in ("family", "take it out")]}
    app = DevDock(groups, lamps(cabinet), lambda: last_heard(cabinet), lambda: False)
    app.turned = turned
    app.panel = app.build()
    window.frames(2)
    return app


def texts(widget):
    own = [widget.text] if getattr(widget, "text", "") else []
    return own + [text for child in widget.children for text in texts(child)]


def buttons(widget):
    own = [widget] if type(widget).__name__ == "Button" else []
    return own + [button for child in widget.children for button in buttons(child)]


def test_each_button_turns_its_knob(dock):
    for button in buttons(dock.panel):
        button.dispatch("on_release")
    assert sorted(dock.turned) == ["family", "take it out"]


def test_it_shows_the_lights_the_help_call_and_what_is_said(dock, cabinet, window):
    assert {"slot: off", "help call: off"} <= set(texts(dock.panel))
    options = NumatoOptions(device=str(cabinet.module.device), slot=SLOT, help_call=HELP_CALL, presence=PRESENCE)
    with contextlib.closing(open_indicator(options)) as indicator:
        indicator.show(Signals(slot=Glow.STEADY, help_call=True))
        window.frames(3)
        assert {"slot: on", "printer: off", "help call: on"} <= set(texts(dock.panel))
        cabinet.module.set_input(PRESENCE, True)
        assert indicator.wait_for_change(Working(Presence.AWAY), 5) == Working(Presence.NEAR)


def test_it_shows_what_is_said_in_the_headset(dock, cabinet, window):
    words = b'<speak><voice xml:lang="fr-fr">Bonjour</voice></speak>'
    command = [cabinet.speaker.programs / "espeak-ng", "-v", "fr-fr", "-a", "100", "-m", "--stdin", "--stdout"]
    subprocess.run(command, input=words, stdout=subprocess.DEVNULL, check=True, timeout=10)
    window.frames(3)
    assert "Bonjour" in texts(dock.panel)

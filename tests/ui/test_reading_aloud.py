"""What the screens tell the reader of: every page and overlay once, the focus as it moves, and the wishes."""

import subprocess
from dataclasses import replace

import pytest

from kiosk.flow.events import LanguageChosen
from kiosk.flow.machine import step
from kiosk.flow.states import Appearance, ChoosePerson, TextSize, TypeTraits, Welcome
from kiosk.flow.typed_traits import TypedTraits
from kiosk.ui.view_models import Listening, SpeechWish
from tests.ui.samples import NINETEEN, kiosk_in, samples
from tests.ui.test_keyboard import press

pytestmark = pytest.mark.xdist_group("window")

WELCOME = kiosk_in(Welcome())


def read(window):
    return [view.page for view, _, _ in window.reader.pages]


def test_every_page_is_told_of_once_and_what_changes_only_its_looks_is_not(window):
    window.show(WELCOME)
    window.show(samples()["reading-card"])
    window.show(replace(samples()["reading-card"], appearance=Appearance(TextSize.LARGE)))
    window.app.listen(None)
    window.frames(3)
    assert read(window) == ["welcome", "reading_card"]


def test_a_page_in_another_language_is_told_of_again(window):
    kiosk = WELCOME
    window.show(kiosk)
    kiosk, _ = step(kiosk, LanguageChosen("de"))
    window.show(kiosk)
    assert [language for _, _, language in window.reader.pages] == ["fr", "de"]


@pytest.mark.parametrize("overlay", ["language", "display", "listen", "information"])
def test_every_overlay_is_told_of_and_then_the_page_beneath_it(window, overlay):
    window.show(WELCOME)
    window.tap(f"footer.{overlay}")
    window.until(lambda: window.app.screen().is_ready)
    press(window, "escape")
    assert read(window) == ["welcome", overlay, "welcome"]


def test_of_a_long_list_each_part_is_told_of_with_what_it_shows(window):
    window.show(kiosk_in(ChoosePerson(NINETEEN)))
    window.tap("choices.more")
    window.frames(2)
    first, second = ([control.label for control in controls] for _, controls, _ in window.reader.pages)
    assert "Toussaint ADRTROIS" in first
    assert "Toussaint ADRTROIS" not in second


def test_what_is_typed_is_told_of(window):
    window.show(kiosk_in(TypeTraits()))
    window.app.show(kiosk_in(TypeTraits(typed=TypedTraits("A"))))
    assert [view.entry.text for view, _, _ in window.reader.pages] == ["", "A"]


def test_the_focus_is_told_of_as_it_moves(window):
    screen = window.show(WELCOME)
    for _ in screen.controls:
        press(window, "tab")
    assert [control.message_id for control in window.reader.focused] == [
        control.message_id for control in screen.controls
    ]


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ("home", SpeechWish.REPEAT),
        ("end", SpeechWish.QUIET),
        ("pageup", SpeechWish.LOUDER),
        ("pagedown", SpeechWish.SOFTER),
    ],
)
def test_a_key_of_its_own_repeats_silences_and_sets_the_volume_on_every_page(window, key, wish):
    for name in ("welcome", "type-traits-family-name", "asking-insi"):
        window.show(samples()[name])
        press(window, key)
    assert window.reader.wishes == [wish] * 3
    assert window.posted == []


def test_the_volume_keys_of_a_real_keypad_reach_the_kiosk(window):
    from kivy.core.window import Window

    window.show(WELCOME)
    Window.raise_window()
    keys = ["XF86AudioRaiseVolume", "XF86AudioLowerVolume", "XF86AudioMute"]
    place = [str(Window.left + 640), str(Window.top + 40)]
    subprocess.run(["xdotool", "mousemove", *place, "key", *keys], check=True, timeout=10)
    window.until(lambda: len(window.reader.wishes) == 3)
    assert window.reader.wishes == [SpeechWish.LOUDER, SpeechWish.SOFTER, SpeechWish.QUIET]


def test_without_speech_there_is_nothing_to_listen_to(window):
    screen = window.show(WELCOME)
    assert "footer.listen" in [control.message_id for control in screen.controls]
    window.app.listen(None)
    assert "footer.listen" not in [control.message_id for control in window.app.screen().controls]


def test_without_a_headset_the_patient_is_told_to_plug_one_in_and_doing_so_leads_back(window):
    window.show(WELCOME)
    window.tap("footer.listen")
    window.until(lambda: window.app.screen().is_ready)
    assert window.app.screen().title == "listen.plug_in.title"
    window.app.listen(Listening(has_headset=True))
    assert window.app.screen().page == "welcome"


def test_with_a_headset_the_sound_is_set_by_touch(window):
    window.app.listen(Listening(has_headset=True))
    window.show(WELCOME)
    window.tap("footer.listen")
    for wish in ("softer", "louder", "quiet"):
        window.until(lambda: window.app.screen().is_ready)
        window.tap(f"listen.{wish}")
    assert window.reader.wishes == [SpeechWish.SOFTER, SpeechWish.LOUDER, SpeechWish.QUIET]
    window.until(lambda: window.app.screen().is_ready)
    window.tap("listen.repeat")
    assert window.app.screen().page == "welcome"
    assert read(window)[-1] == "welcome"


def test_the_level_on_the_screen_follows(window):
    listening = Listening(has_headset=True)
    window.app.listen(listening)
    window.show(WELCOME)
    window.tap("footer.listen")
    window.app.listen(replace(listening, volume=listening.volume.louder()))
    assert [view.values for view, _, _ in window.reader.pages[-2:]] == [
        {"step": 4, "steps": 7},
        {"step": 5, "steps": 7},
    ]

"""A plugged keyboard or a tactile keypad does all that a finger does."""

import random
import subprocess
from dataclasses import replace

import pytest

from kiosk.flow.events import IdentityConfirmed, KeyErased, KeyPressed, NoCardChosen, TraitBack, TraitDone
from kiosk.flow.machine import step
from kiosk.flow.states import ConfirmIdentity, TypeTraits, Welcome
from kiosk.flow.typed_traits import TraitField, TypedTraits
from tests.ui.samples import TOUSSAINT, TYPED, kiosk_in, samples

pytestmark = pytest.mark.xdist_group("window")


def press(window, key, *modifiers):
    window.press_key(key, *modifiers)


def type_text(window, text):
    from kivy.core.window import Window

    Window.dispatch("on_textinput", text)
    window.frames()


def test_tab_goes_through_every_control_and_round(window):
    for name in ("welcome", "confirm-identity", "type-traits-family-name", "see-desk-no-card", "choose-person"):
        screen = window.show(samples()[name])
        untouched, pictures = window.picture(), set()
        for _ in screen.controls:
            press(window, "tab")
            pictures.add(window.picture().tobytes())
        assert len(pictures) == len(screen.controls), name
        assert untouched.tobytes() not in pictures
        press(window, "tab")
        assert window.picture().tobytes() in pictures, name


def test_shift_and_tab_goes_back(window):
    window.show(kiosk_in(Welcome()))
    press(window, "tab")
    first = window.picture()
    press(window, "tab")
    press(window, "tab", "shift")
    assert window.picture() == first


def test_enter_does_what_a_touch_on_the_focused_control_does(window):
    window.show(kiosk_in(Welcome()))
    press(window, "tab")
    press(window, "enter")
    assert window.posted == [NoCardChosen()]


def test_enter_confirms_nothing_that_has_no_focus(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    press(window, "enter")
    assert window.posted == []
    press(window, "tab")
    press(window, "tab")
    press(window, "enter")
    assert window.posted == [IdentityConfirmed()]


def test_what_is_typed_goes_into_the_field_and_enter_goes_on(window):
    window.show(kiosk_in(TypeTraits()))
    type_text(window, "é")
    type_text(window, "-")
    press(window, "backspace")
    press(window, "enter")
    assert window.posted == [KeyPressed("é"), KeyPressed("-"), KeyErased(), TraitDone()]


def test_escape_goes_back_where_there_is_a_way_back_only(window):
    window.show(kiosk_in(Welcome()))
    press(window, "escape")
    assert window.posted == []
    window.show(kiosk_in(TypeTraits(TraitField.BIRTH_PLACE, TYPED)))
    press(window, "escape")
    assert window.posted == [TraitBack()]


def test_escape_closes_the_choice_of_the_display(window):
    window.show(kiosk_in(Welcome()))
    window.tap("footer.display")
    window.until(lambda: window.app.screen().is_ready)
    assert window.app.screen().page == "display"
    press(window, "escape")
    assert window.app.screen().page == "welcome"


def test_the_focus_stays_on_its_key_while_a_name_is_typed(window):
    kiosk = kiosk_in(TypeTraits())
    window.show(kiosk)
    for _ in range(4):
        press(window, "tab")
    for _ in range(2):
        window.pass_time(0.5)
        press(window, "enter")
        kiosk, _ = step(kiosk, window.posted[-1])
        window.app.show(kiosk)
    assert window.posted == [KeyPressed("A"), KeyPressed("A")]


def test_a_touch_takes_the_ring_away(window):
    window.show(kiosk_in(Welcome()))
    before = window.picture()
    press(window, "tab")
    assert window.picture() != before
    window.tap("welcome.no_card")
    assert window.picture() == before


def test_keys_without_a_field_and_commands_do_nothing(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    before = window.picture()
    type_text(window, "a")
    press(window, "tab", "alt")
    press(window, "f1")
    press(window, "backspace")
    assert (window.posted, window.picture()) == ([], before)


def test_random_keys_and_taps_harm_nothing(window):
    """The flow follows along, so that the pages that can be reached are met; the seed makes it always the same walk."""
    chance = random.Random(20261123)  # noqa: S311 - a repeatable walk, no secret
    kiosk = kiosk_in(TypeTraits())
    window.show(kiosk)
    for _ in range(150):
        match chance.randrange(4):
            case 0:
                press(
                    window, chance.choice(["tab", "up", "down", "left", "right", "enter", "backspace", "f4", "escape"])
                )
            case 1:
                type_text(window, chance.choice("AZ1 -é\u202e€"))
            case _:
                rect = chance.choice(window.app.screen().controls).rect
                window.press(rect.x + 5, rect.y + 5).touch_up()
        for event in window.posted:
            kiosk, _ = step(kiosk, event)
        window.posted.clear()
        window.app.show(kiosk)
    assert window.faults == []


def test_a_real_keyboard_types_with_its_own_letters(window):
    from kivy.core.window import Window

    window.show(kiosk_in(TypeTraits(TraitField.FAMILY_NAME, TypedTraits())))
    Window.raise_window()
    x, y = Window.left + 640, Window.top + 40
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "key", "a", "Tab", "BackSpace"], check=True, timeout=10)
    window.until(lambda: len(window.posted) == 2)
    assert window.posted == [KeyPressed("a"), KeyErased()]


def test_fast_fingers_lose_no_letter(window):
    kiosk = kiosk_in(TypeTraits())
    window.show(kiosk)
    for letter in "ADRUN":
        touch = window.press_control("keypad.key", ord(letter))
        window.frames(1, each_s=0.06)
        touch.touch_up()
        kiosk, _ = step(kiosk, window.posted[-1])
        window.app.show(kiosk)
        window.frames(1, each_s=0.12)
    assert kiosk.state.typed.family_name == "ADRUN"


def test_typing_leaves_the_keys_alone(window):
    kiosk = kiosk_in(TypeTraits())
    window.show(kiosk)
    page = window.app.root.children[0]
    keys = set(page.children)
    window.app.show(replace(kiosk, state=TypeTraits(typed=TypedTraits("A"))))
    assert window.app.root.children[0] is page
    assert set(page.children) == keys

"""Trembling, impatient and stuck fingers."""

import pytest

from kiosk.flow.events import HelpWanted, IdentityConfirmed, KeyPressed, NoCardChosen
from kiosk.flow.states import AskingInsi, ConfirmIdentity, ReadingCard, TypeTraits, Welcome
from kiosk.ui.double_strikes import DoubleStrikes
from tests.ui.samples import FAMILY, TOUSSAINT, kiosk_in

pytestmark = [pytest.mark.xdist_group("window"), pytest.mark.usefixtures("still_clock")]


def test_a_second_tap_right_after_the_first_does_nothing(window):
    window.show(kiosk_in(Welcome()))
    window.tap("welcome.no_card")
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]


def test_a_second_tap_a_while_later_counts(window):
    window.show(kiosk_in(Welcome()))
    window.tap("welcome.no_card")
    window.pass_time(0.4)
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen(), NoCardChosen()]


def test_thirty_taps_a_second_count_as_few(window):
    from kivy.clock import Clock

    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    rect = window.control("confirm_identity.yes").rect
    started_s = Clock.get_time()
    for _ in range(30):
        window.press(rect.x + 20, rect.y + 20).touch_up()
        window.frames(1, each_s=1 / 30)
    assert 1 <= len(window.posted) <= (Clock.get_time() - started_s) / 0.3 + 1


def test_thirty_taps_a_second_on_a_key_type_few_letters_and_quick_taps_on_others_type_each(window):
    from kivy.clock import Clock

    window.show(kiosk_in(TypeTraits()))
    key = window.control("keypad.key", ord("A")).rect
    started_s = Clock.get_time()
    for _ in range(30):
        window.press(key.x + 20, key.y + 20).touch_up()
        window.frames(1, each_s=1 / 30)
    assert 1 <= len(window.posted) <= (Clock.get_time() - started_s) / 0.12 + 1
    window.posted.clear()
    for letter in "ZOE":
        window.press_control("keypad.key", ord(letter)).touch_up()
    assert window.posted == [KeyPressed(letter) for letter in "ZOE"]


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_the_same_key_struck_again_too_soon_counts_once_on_the_screen_and_on_a_keyboard(window, seconds):
    from kivy.core.window import Window

    def tap():
        window.press_control("keypad.key", ord("A")).touch_up()

    def strike():
        Window.dispatch("on_textinput", "a")

    def erase():
        Window.dispatch("on_key_down", 8, 0, None, [])

    window.app.ignore(DoubleStrikes(seconds, seconds))
    for struck in (tap, strike, erase):
        window.show(kiosk_in(TypeTraits()))
        window.pass_time(1)
        window.posted.clear()
        struck()
        window.pass_time(seconds / 2)
        struck()
        assert len(window.posted) == 1
        window.pass_time(seconds / 2 + 0.1)
        struck()
        assert len(window.posted) == 2


def test_a_control_struck_again_within_half_a_second_counts_once_where_that_is_wanted(window):
    window.app.ignore(DoubleStrikes(on_screen_s=0.5))
    window.show(kiosk_in(Welcome()))
    window.tap("welcome.no_card")
    window.pass_time(0.2)
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]
    window.pass_time(0.5)
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen(), NoCardChosen()]


def test_a_tap_meant_for_the_page_before_does_nothing(window):
    window.show(kiosk_in(ReadingCard()))
    window.app.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    assert not window.app.screen().is_ready
    window.tap("confirm_identity.yes")
    assert window.posted == []
    window.until(lambda: window.app.screen().is_ready)
    window.tap("confirm_identity.yes")
    assert window.posted == [IdentityConfirmed()]


def test_a_finger_lifted_beside_the_control_does_nothing(window):
    window.show(kiosk_in(Welcome()))
    touch = window.press_control("welcome.no_card")
    touch.touch_move(5, 5)
    touch.touch_up()
    assert window.posted == []


def test_a_finger_that_trembles_within_the_control_counts_once(window):
    window.show(kiosk_in(Welcome()))
    touch = window.press_control("welcome.no_card")
    for offset in (3, -4, 6, -2):
        touch.touch_move(touch.x + offset, touch.y - offset)
        window.frames()
    touch.touch_up()
    assert window.posted == [NoCardChosen()]


def test_a_finger_lifted_after_the_page_went_away_does_nothing(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    touch = window.press_control("confirm_identity.yes")
    window.show(kiosk_in(AskingInsi(FAMILY[0], FAMILY[0])))
    touch.touch_up()
    assert window.posted == []


def test_a_stuck_touch_does_not_keep_others_from_touching(window):
    window.show(kiosk_in(Welcome()))
    stuck = window.press_control("welcome.no_card")
    window.frames(5)
    window.tap("footer.help")
    assert window.posted == [HelpWanted()]
    stuck.touch_up()


def test_a_control_changes_under_the_finger_and_back(window):
    window.show(kiosk_in(Welcome()))
    before = window.picture()
    touch = window.press_control("welcome.no_card")
    under = window.picture()
    touch.touch_up()
    after = window.picture()
    assert under != before
    assert after == before


def test_the_finger_is_answered_on_the_display_before_the_next_frame(window, x_display):
    from kivy.core.window import Window
    from PIL import ImageChops, ImageGrab

    def shown():
        left, top = Window.left, Window.top
        box = (left, top, left + Window.width, top + Window.height)
        return ImageGrab.grab(box, xdisplay=x_display).convert("RGB")

    window.show(kiosk_in(Welcome()))
    window.frames(2)
    before = shown()
    touch = window.press_control("welcome.no_card")
    under = shown()
    assert ImageChops.difference(before, under).getbbox() is not None
    Window.canvas.ask_update()
    window.frames(1)
    assert ImageChops.difference(under, shown()).getbbox() is None
    touch.touch_up()


def test_a_touch_beside_every_control_does_nothing(window):
    window.show(kiosk_in(Welcome()))
    window.press(5, 5).touch_up()
    assert window.posted == []


@pytest.mark.parametrize("key", ["f1", "escape", "enter", "q", "super"])
def test_no_key_opens_or_posts_anything(window, key):
    from kivy.core.window import Keyboard, Window

    window.show(kiosk_in(Welcome()))
    before = window.picture()
    Window.dispatch("on_key_down", Keyboard.keycodes[key], 0, None, [])
    Window.dispatch("on_keyboard", Keyboard.keycodes[key], 0, None, [])
    Window.dispatch("on_key_up", Keyboard.keycodes[key], 0)
    window.frames(3)
    assert window.posted == []
    assert window.picture() == before
    assert len(Window.children) == 1


def test_there_is_no_settings_panel(window):
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    assert window.app.open_settings() is False
    assert len(Window.children) == 1

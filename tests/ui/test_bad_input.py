"""What a waiting room does to a kiosk's window: all of it harmless."""

import random

import pytest

from kiosk.flow.events import HelpWanted, NoCardChosen
from kiosk.flow.states import ConfirmIdentity, TypeTraits, Welcome
from tests.ui.samples import PANELS, TOUSSAINT, kiosk_in, samples

pytestmark = pytest.mark.xdist_group("window")


class Sdl:
    """Says what SDL would, in place of the real one."""

    def __init__(self, real, events):
        self._real = real
        self._events = list(events)
        self._at = next((event[1:3] for event in events if event[0] == "mousemotion"), (0, 0))

    def get_relative_mouse_pos(self):
        return self._at

    def poll(self):
        return self._events.pop(0) if self._events else False

    def __getattr__(self, name):
        return getattr(self._real, name)


@pytest.fixture
def sdl(window, monkeypatch):
    """Feed the window with raw events of SDL."""
    from kivy.core.window import Window

    def feed(*events):
        with monkeypatch.context() as patch:
            patch.setattr(Window, "_win", Sdl(Window._win, events))
            window.frames(3)

    return feed


def center(window, message_id):
    rect = window.control(message_id).rect
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def test_a_finger_lifted_that_was_never_put_down_is_nothing(window, sdl):
    window.show(kiosk_in(Welcome()))
    sdl(("mousebuttonup", *center(window, "welcome.no_card"), 1))
    assert (window.posted, window.faults) == ([], [])


def test_a_touch_screen_and_a_mouse_at_once_count_each_press_once(window, sdl):
    window.show(kiosk_in(Welcome()))
    at = center(window, "welcome.no_card")
    # SDL keeps a state for each device and tells both, Kivy keeps one for both.
    sdl(("mousebuttondown", *at, 1), ("mousebuttondown", *at, 1), ("mousebuttonup", *at, 1), ("mousebuttonup", *at, 1))
    assert (window.posted, window.faults) == ([NoCardChosen()], [])


def test_a_wheel_over_a_button_presses_nothing(window, sdl):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    x, y = center(window, "confirm_identity.yes")
    sdl(("mousemotion", x, y), ("mousewheelup", 0, 1, None), ("mousewheeldown", 0, -1, None))
    window.pass_time(1)
    assert (window.posted, window.faults) == ([], [])


def test_a_second_finger_presses_nothing_the_first_did_not(window):
    window.show(kiosk_in(Welcome()))
    first = window.press_control("welcome.no_card")
    second = window.press_control("footer.help")
    second.touch_up()
    first.touch_up()
    assert window.posted == [HelpWanted()]


def test_a_touch_stuck_for_an_hour_is_harmless_and_pages_go_on(window):
    window.show(kiosk_in(Welcome()))
    stuck = window.press_control("welcome.no_card")
    for name in ("reading-card", "confirm-identity", "take-card-and-ticket", "welcome"):
        window.show(samples()[name])
        window.pass_time(900)
    stuck.touch_up()
    assert (window.posted, window.faults) == ([], [])
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]


def test_a_key_held_down_confirms_nothing_and_goes_round_the_page(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    for _ in range(200):
        window.press_key("enter")
    assert window.posted == []
    for _ in range(200):
        window.press_key("tab")
    assert (window.posted, window.faults) == ([], [])


def test_garbage_from_a_keyboard_is_swallowed(window, sdl):
    chance = random.Random(6)  # noqa: S311 - the same garbage each time
    window.show(kiosk_in(Welcome()))
    before = window.picture()
    keys = [
        (chance.choice(["keydown", "keyup"]), chance.randrange(1 << 16), chance.randrange(1 << 31), 0, None)
        for _ in range(300)
    ]
    texts = [("textinput", chance.choice(["\x00", "\u202e", "\ufffd", "🃏", "A" * 500, ""])) for _ in range(50)]
    sdl(*keys, *texts, ("textedit", "é"), ("joybuttondown", 3, 9), ("dropfile", b"/etc/passwd"), ("nonsense", 1))
    assert (window.posted, window.faults) == ([], [])
    assert window.picture() == before


def test_a_keyboard_plugged_in_and_out_while_a_key_is_down_is_harmless(window, sdl):
    window.show(kiosk_in(TypeTraits()))
    sdl(("keydown", 0, ord("a"), 4, None), ("textinput", "a"))
    for _ in range(20):
        sdl(("windowfocuslost",), ("windowleave",), ("windowfocusgained",), ("windowenter",))
    sdl(("keyup", 0, ord("b"), 5, None))
    assert window.faults == []
    assert len(window.posted) == 1


def test_a_window_without_the_focus_is_drawn_and_touched_as_ever(window, sdl):
    window.show(kiosk_in(Welcome()))
    before = window.picture()
    sdl(("windowfocuslost",), ("windowminimized",), ("windowhidden",), ("windowrestored",), ("windowshown",))
    assert window.picture() == before
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]


def test_a_window_turned_while_a_finger_is_down_keeps_the_page_and_its_answer(window):
    from kivy.core.window import Window

    before = Window.size
    for panel in ("800x1280", "800x480", "1280x800"):
        window.show(kiosk_in(Welcome()))
        touch = window.press_control("welcome.no_card")
        width, height, _ = PANELS[panel]
        Window.size = (width, height)
        window.until(lambda width=width: window.app.screen().width_px == width)
        touch.touch_up()
        window.until(lambda: window.app.screen().is_ready)
        assert window.app.screen().page == "welcome"
    Window.size = before
    window.until(lambda: window.app.screen().width_px == before[0])
    window.posted.clear()
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]
    assert window.faults == []


# What the tool kit must not keep


def test_no_name_is_in_the_logs_the_title_or_the_caches_of_the_tool_kit(window, caplog):
    from kivy.cache import Cache
    from kivy.core.window import Window

    caplog.set_level("DEBUG")
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    window.tap("confirm_identity.yes")
    window.show(samples()["choose-person"])
    window.show(samples()["type-traits-family-name"])
    window.press_key("a")
    kept = [str(vars(Window)), str(Cache._objects), Window.title, caplog.text]
    assert not any(name in text.upper() for name in ("ADRTROIS", "TOUSSAINT") for text in kept)


def test_the_textures_of_a_page_are_freed_when_it_is_left(window):
    import gc

    from kivy.graphics.texture import Texture

    def textures():
        gc.collect()
        return sum(type(thing) is Texture for thing in gc.get_objects())

    for name in ("welcome", "confirm-identity", "welcome"):  # the drawings and corners that are kept
        window.show(samples()[name])
    before = textures()
    for name in ("confirm-identity", "choose-person", "type-traits-family-name", "confirm-identity"):
        window.show(samples()[name])
    window.show(samples()["welcome"])
    for _ in range(5):
        window.show(samples()["confirm-identity"])
        window.show(samples()["welcome"])
    kept = textures()
    window.show(samples()["confirm-identity"])
    assert textures() > kept
    window.show(samples()["welcome"])
    assert textures() == kept
    assert kept - before < 40

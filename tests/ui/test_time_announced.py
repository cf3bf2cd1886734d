"""What the patient sees of a time limit: a band on the page, then a dial that counts."""

import itertools
from dataclasses import replace

import pytest
from kivy.clock import Clock

from kiosk.flow.events import IdentityConfirmed
from kiosk.flow.states import ConfirmIdentity, StillThere, Welcome
from tests.ui.samples import TOUSSAINT, kiosk_in

pytestmark = pytest.mark.xdist_group("window")

CONFIRM = kiosk_in(ConfirmIdentity(TOUSSAINT))


def test_the_reminder_comes_and_goes_without_disturbing_the_page(window):
    window.show(CONFIRM)
    before = window.picture()
    page = window.app.root.children[0]
    window.app.show(replace(CONFIRM, is_reminded=True))
    window.frames(2)
    reminding = window.picture()
    assert reminding.crop((0, 0, 1000, 104)) != before.crop((0, 0, 1000, 104))
    assert reminding.crop((0, 104, 1280, 800)) == before.crop((0, 104, 1280, 800))
    window.app.show(CONFIRM)
    window.frames(2)
    assert window.picture() == before
    assert window.app.root.children[0] is page


def test_the_touch_that_keeps_the_page_is_the_answer_too(window):
    window.show(replace(CONFIRM, is_reminded=True))
    touch = window.press_control("confirm_identity.yes")
    window.app.show(CONFIRM)  # as the flow does when somebody touches the screen
    window.frames(2)
    touch.touch_up()
    assert window.posted == [IdentityConfirmed()]


def test_a_key_and_a_touch_beside_every_control_are_signs_of_life(window):
    from kivy.core.window import Window

    window.show(CONFIRM)
    # As SDL tells of a finger, whose touch the pointer provider then makes.
    for event in ("on_mouse_down", "on_mouse_up"):
        Window.dispatch(event, 640, 5, "left", [])
    window.frames(2)
    window.press_key("f1")
    assert window.touches == 2
    assert window.posted == []


def test_the_dial_loses_one_dot_each_second_and_ends_at_nought(window):
    window.show(kiosk_in(StillThere(ConfirmIdentity(TOUSSAINT))))
    pictures = [window.picture()]
    for _ in range(3):
        window.pass_time(1.0)
        window.frames(2)
        pictures.append(window.picture())
    assert all(one != other for one, other in itertools.pairwise(pictures))
    window.pass_time(30)
    window.frames(2)
    at_end = window.picture()
    window.pass_time(5)
    window.frames(2)
    assert window.picture() == at_end


# Seconds of uptime to which twenty are added inexactly.
@pytest.mark.parametrize("now_s", [4077.224407703215, 32766.431263330956])
def test_the_dial_begins_at_all_its_seconds_whenever_that_is(window, monkeypatch, now_s):
    with monkeypatch.context() as patch:
        patch.setattr(Clock, "get_time", lambda: now_s)
        window.app.show(kiosk_in(StillThere(ConfirmIdentity(TOUSSAINT))))
    window.until(lambda: window.app.screen().is_ready)


def test_the_dial_is_gone_with_its_page(window):
    window.show(kiosk_in(Welcome()))
    before = window.picture()
    window.show(kiosk_in(StillThere(ConfirmIdentity(TOUSSAINT))))
    window.pass_time(2)
    window.show(kiosk_in(Welcome()))
    window.pass_time(2)
    window.frames(2)
    assert window.picture() == before

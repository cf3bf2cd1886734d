"""A window that changes its size, as a panel does when its cable is plugged in again."""

import pytest

from kiosk.flow.events import IdentityConfirmed
from kiosk.flow.states import ConfirmIdentity
from tests.ui.samples import PANELS, TOUSSAINT, kiosk_in

pytestmark = pytest.mark.xdist_group("window")


@pytest.fixture
def resized(window):
    from tests.ui.window import resize_window

    yield lambda width, height: resize_window(window, width, height)
    resize_window(window, *PANELS["1280x800"][:2])


def test_after_a_change_of_size_the_page_is_whole_again_and_its_controls_work(window, resized):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    for width, height, _ in PANELS.values():
        resized(width, height)
        screen = window.app.screen()
        assert (screen.width_px, screen.height_px) == (width, height)
        assert screen.title == "confirm_identity.title"
        for control in screen.controls:
            assert 0 <= control.rect.x < control.rect.right <= width
            assert 0 <= control.rect.y < control.rect.bottom <= height
    window.until(lambda: window.app.screen().is_ready)
    window.tap("confirm_identity.yes")
    assert window.posted == [IdentityConfirmed()]


def test_a_finger_that_is_down_while_the_size_changes_does_nothing(window, resized):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    touch = window.press_control("confirm_identity.yes")
    resized(800, 480)
    touch.touch_up()
    assert window.posted == []

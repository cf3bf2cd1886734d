"""What moves, moves only where it explains, and not at all where motion is reduced."""

import pytest

from kiosk.flow.states import ConfirmIdentity, ReadingCard, Welcome
from tests.ui.samples import TOUSSAINT, kiosk_in

pytestmark = pytest.mark.xdist_group("window")


def changed_box(one, other):
    from PIL import ImageChops

    return ImageChops.difference(one, other).getbbox()


@pytest.mark.parametrize("state", [Welcome(), ReadingCard()])
def test_nothing_moves_where_motion_is_reduced(window, state):
    window.show(kiosk_in(state))
    before = window.picture()
    window.frames(5, each_s=0.3)
    assert window.picture() == before


def test_the_ring_turns_while_the_card_is_read(moving_window):
    moving_window.show(kiosk_in(ReadingCard()))
    moving_window.pass_time(1)
    before = moving_window.picture()
    moving_window.frames(3)
    left, top, right, bottom = changed_box(before, moving_window.picture())
    # Inside the illustration's panel of 1280 x 800, and nowhere else.
    assert 56 <= left < right <= 552
    assert 104 <= top < bottom <= 660


def test_the_card_is_lifted_and_slides_into_the_slot_every_three_seconds(moving_window):
    moving_window.show(kiosk_in(Welcome()))
    moving_window.pass_time(0.5)
    at_rest = moving_window.picture()
    boxes = []
    for _ in range(16):
        moving_window.pass_time(0.2)
        boxes.append(changed_box(at_rest, moving_window.picture()))
    moved = [box for box in boxes if box is not None]
    assert 0 < len(moved) < len(boxes)
    assert all(left >= 56 and right <= 552 for left, _, right, _ in moved)
    # The slot hides what is below its line, 320/440 of the drawing.
    assert max(bottom for _, _, _, bottom in moved) <= 485


def test_a_page_fades_in_and_the_one_before_is_gone_at_once(moving_window):
    moving_window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    moving_window.app.show(kiosk_in(ReadingCard()))
    [page] = moving_window.app.root.children
    assert page.opacity == 0
    moving_window.frames(5)
    assert page.opacity == 1


def test_the_language_changes_without_a_fade(moving_window):
    moving_window.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "fr"))
    moving_window.app.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "en"))
    [page] = moving_window.app.root.children
    assert page.opacity == 1

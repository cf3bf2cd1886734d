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


def touched(window):
    window.press(5, 5).touch_up()
    window.app._notice_touch()


def pressed(window):
    window.press_key("end")


def come_near(window):
    window.app.explain()


def boxes_moved_in(window, tenths):
    """Tell for each tenth of a second what is not as at rest."""
    at_rest = window.picture()
    boxes = []
    for _ in range(tenths):
        window.pass_time(0.1)
        boxes.append(changed_box(at_rest, window.picture()))
    return boxes


@pytest.mark.parametrize("comes", [touched, pressed, come_near])
def test_the_card_slides_within_five_seconds_of_a_page_or_of_somebody_and_then_rests(moving_window, still_clock, comes):
    moving_window.show(kiosk_in(Welcome()))
    assert any(boxes_moved_in(moving_window, 20))
    moving_window.pass_time(3)
    assert not any(boxes_moved_in(moving_window, 60))
    comes(moving_window)
    assert any(boxes_moved_in(moving_window, 20))
    moving_window.pass_time(3)
    assert not any(boxes_moved_in(moving_window, 60))


def test_a_page_that_moves_so_as_not_to_burn_in_explains_nothing_to_nobody(moving_window, still_clock):
    moving_window.show(kiosk_in(Welcome()))
    moving_window.frames(60, each_s=0.1)
    moving_window.pass_time(180)
    assert not any(boxes_moved_in(moving_window, 20))


def test_the_card_is_lifted_and_slides_into_the_slot(moving_window, still_clock):
    moving_window.show(kiosk_in(Welcome()))
    moving_window.frames(60, each_s=0.1)
    moving_window.app.explain()
    boxes = boxes_moved_in(moving_window, 20)
    moved = [box for box in boxes if box is not None]
    assert 0 < len(moved) < len(boxes)
    assert all(left >= 56 and right <= 552 for left, _, right, _ in moved)
    # The slot hides what is below its line, 320/440 of the drawing.
    assert max(bottom for _, _, _, bottom in moved) <= 485


@pytest.mark.parametrize("state", [Welcome(), ReadingCard()])
def test_what_is_drawn_again_in_part_is_on_the_display_as_if_all_had_been(moving_window, x_display, state, still_clock):
    from kivy.core.window import Window
    from PIL import ImageGrab

    left, top = Window.left, Window.top
    moving_window.show(kiosk_in(state))
    moving_window.pass_time(0.5)
    seen = set()
    for _ in range(50):
        moving_window.frames(1, each_s=0.1)
        shown = ImageGrab.grab((left, top, left + Window.width, top + Window.height), xdisplay=x_display)
        Window.canvas.ask_update()
        moving_window.frames(1, each_s=0)
        whole = ImageGrab.grab((left, top, left + Window.width, top + Window.height), xdisplay=x_display)
        assert changed_box(shown.convert("RGB"), whole.convert("RGB")) is None
        seen.add(whole.tobytes())
    assert len(seen) >= 5


def test_the_card_moves_in_few_steps_and_nothing_is_drawn_between(moving_window):
    from kivy.core.window import Window

    moving_window.show(kiosk_in(Welcome()))
    moving_window.pass_time(0.5)
    drawn = []
    Window.bind(on_draw=(count := lambda *_: drawn.append(True)))
    moving_window.frames(100, each_s=0.05)
    Window.unbind(on_draw=count)
    assert 8 <= len(drawn) <= 14


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

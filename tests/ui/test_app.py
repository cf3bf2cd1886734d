import gc
import subprocess
import threading

import pytest

from kiosk.flow.events import NoCardChosen
from kiosk.flow.states import AskingInsi, ConfirmIdentity, Welcome
from tests.ui.samples import FAMILY, TOUSSAINT, kiosk_in, samples

pytestmark = pytest.mark.xdist_group("window")


def test_a_wake_from_any_thread_drains_on_the_main_thread(window):
    threads = []
    window.on_drain = lambda: threads.append(threading.current_thread())
    worker = threading.Thread(target=window.app.wake)
    worker.start()
    worker.join()
    assert threads == []
    window.frames(2)
    assert threads == [threading.main_thread()]


def test_many_wakes_before_a_frame_drain_once(window):
    drained = []
    window.on_drain = lambda: drained.append(True)
    for _ in range(50):
        window.app.wake()
    window.frames(3)
    assert drained == [True]


def test_the_tick_comes_several_times_a_second(window):
    before = window.ticks
    window.frames(10)
    assert window.ticks - before >= 9


def test_the_first_frame_is_told_once_and_not_before_there_is_a_page(window):
    window.frames(3)
    assert window.first_frames == 0
    window.show(kiosk_in(Welcome()))
    window.until(lambda: window.first_frames == 1)
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    window.frames(3)
    assert window.first_frames == 1


def test_before_the_first_page_there_is_no_screen(window):
    with pytest.raises(LookupError):
        window.app.screen()


def test_a_fault_on_the_main_thread_is_told_and_the_loop_goes_on(window):
    window.show(kiosk_in(Welcome()))
    fault = RuntimeError("a bug")

    def fail():
        raise fault

    window.on_drain = fail
    window.app.wake()
    window.frames(3)
    assert window.faults == [fault]
    window.tap("welcome.no_card")
    assert window.posted == [NoCardChosen()]


def test_a_fault_that_is_not_survivable_ends_the_loop(window):
    def fail():
        raise RuntimeError("a bug")

    window.on_drain = fail
    window.survives_faults = False
    window.app.wake()
    with pytest.raises(RuntimeError, match="a bug"):
        window.frames(3)


def test_a_real_pointer_counts_once(window):
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    rect = window.control("welcome.no_card").rect
    x, y = Window.left + rect.x + rect.width // 2, Window.top + rect.y + rect.height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True, timeout=10)
    window.until(lambda: window.posted != [])
    window.frames(5)
    assert window.posted == [NoCardChosen()]


def test_a_right_click_draws_nothing(window):
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    before = window.picture()
    x, y = Window.left + 900, Window.top + 40
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "3"], check=True, timeout=10)
    window.frames(10)
    assert window.picture() == before


def test_the_real_panel_cannot_be_closed_and_shows_no_pointer(fullscreen_window):
    from kivy.core.window import Window

    assert Window.dispatch("on_request_close", source="keyboard") is True
    assert Window.show_cursor is False


def test_a_window_on_a_desk_can_be_closed(window):
    from kivy.core.window import Window

    assert not Window.dispatch("on_request_close")
    assert Window.show_cursor is True


def test_the_pace_is_slow_at_rest_and_quick_in_a_visit(window):
    from kivy.clock import Clock

    window.show(kiosk_in(Welcome()))
    at_rest = Clock._max_fps
    window.show(kiosk_in(AskingInsi(FAMILY[0], FAMILY[0])))
    assert (at_rest, Clock._max_fps) == (10, 30)


def test_a_touch_quickens_the_pace_for_a_while(window):
    from kivy.clock import Clock
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    Window.dispatch("on_mouse_down", 5, 5, "left", [])
    quick = Clock._max_fps
    window.app.show(kiosk_in(Welcome(), "en"))
    still_quick = Clock._max_fps
    window.pass_time(2.1)
    window.frames(2)
    assert (quick, still_quick, Clock._max_fps) == (30, 30, 10)


def test_pages_that_were_left_do_not_pile_up(window):
    from kivy.uix.widget import Widget

    def widgets():
        gc.collect()
        return sum(isinstance(thing, Widget) for thing in gc.get_objects() if issubclass(type(thing), Widget))

    everything = list(samples().values())
    for kiosk in everything:
        window.app.show(kiosk)
    before = widgets()
    for _ in range(2):
        for kiosk in everything:
            window.app.show(kiosk)
    assert widgets() == before

import gc
import subprocess
import threading
import time

import pytest

from kiosk.flow.events import NoCardChosen
from kiosk.flow.states import ConfirmIdentity, Welcome
from tests.ui.samples import TOUSSAINT, kiosk_in, samples

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
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    before = window.ticks
    window.frames(10)
    assert window.ticks - before >= 9
    window.show(kiosk_in(Welcome()))
    before = window.ticks
    window.frames(12)
    assert 3 <= window.ticks - before <= 6


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


def test_the_loop_sleeps_until_something_is_due(window):
    from kivy.clock import Clock

    def frames_in_a_second() -> int:
        frames, ends_at_s = Clock.frames, time.monotonic() + 1
        while time.monotonic() < ends_at_s:
            window.turn()
        return Clock.frames - frames

    window.show(kiosk_in(Welcome()))
    # The page's arrival takes longer on a busy machine; a loop that never slept would make 30 frames in each second.
    assert any(2 <= frames_in_a_second() <= 10 for _ in range(5))


def test_news_of_a_worker_end_the_sleep(window):
    drained = []
    window.on_drain = lambda: drained.append(time.monotonic())
    window.show(kiosk_in(Welcome()))
    window.turn()
    worker = threading.Timer(0.05, window.app.wake)
    worker.start()
    began_s = time.monotonic()
    window.turn()
    worker.join()
    # The least pace would have slept for 0.5 s.
    assert drained
    assert drained[0] - began_s < 0.4


def test_a_touch_ends_the_sleep_and_is_given_to_the_page_at_once(window):
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    rect = window.control("welcome.no_card").rect
    x, y = Window.left + rect.x + rect.width // 2, Window.top + rect.y + rect.height // 2
    with subprocess.Popen(["xdotool", "mousemove", str(x), str(y), "click", "1"]):
        ends_at_s = time.monotonic() + 10
        while not window.posted and time.monotonic() < ends_at_s:
            began_s = time.monotonic()
            window.turn()
    assert window.posted == [NoCardChosen()]
    # The turn that gave the touch to the page did not sleep first.
    assert time.monotonic() - began_s < 0.4


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

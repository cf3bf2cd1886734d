import threading
import time

import pytest

from hardware.card_reader.pcsc.watchdog import GivenUp, Watch, WatchedRun


def test_what_a_run_returns_is_the_result():
    assert WatchedRun(lambda _: "read", Watch(1, 1)).result() == "read"


def test_what_a_run_raises_is_raised_to_who_waits():
    def fail(_):
        raise KeyError("reader")

    with pytest.raises(KeyError):
        WatchedRun(fail, Watch(1, 1)).result()


def test_a_call_that_never_returns_is_given_up_by_name_and_ends_when_it_returns_after_all():
    released = threading.Event()
    ended = []

    def hang(watch):
        watch.begin("transmit")
        released.wait(10)
        try:
            watch.begin("transmit")
        except GivenUp:
            ended.append("given up")
            raise

    run = WatchedRun(hang, Watch(0.05, 10))
    with pytest.raises(GivenUp) as raised:
        run.result()
    assert raised.value.call == "transmit"
    assert run.is_running
    released.set()
    deadline = time.monotonic() + 5
    while run.is_running and time.monotonic() < deadline:
        released.wait(0.01)
    assert ended == ["given up"]


def test_each_call_has_its_own_time_within_that_of_all():
    def many_calls(watch):
        for _ in range(1000):
            watch.begin("transmit")
            threading.Event().wait(0.02)

    run = WatchedRun(many_calls, Watch(0.5, 0.2))
    started = time.monotonic()
    with pytest.raises(GivenUp):
        run.result()
    assert 0.2 <= time.monotonic() - started < 0.5


def test_calls_longer_together_than_one_may_take_are_not_given_up():
    def steps(watch):
        for _ in range(5):
            watch.begin("transmit")
            threading.Event().wait(0.1)
        return "read"

    assert WatchedRun(steps, Watch(0.3, 5)).result() == "read"

import threading
import time

import pytest

from hardware.card_reader.pcsc.watchdog import GivenUp, Watch, WatchedWorker


@pytest.fixture
def worker():
    worker = WatchedWorker("under test")
    yield worker
    worker.end()


def test_what_a_function_returns_is_the_result(worker):
    assert worker.run(lambda _: "read", Watch(20, 20)) == "read"


@pytest.mark.parametrize("error", [KeyError, TimeoutError])
def test_what_a_function_raises_is_raised_to_who_waits_and_the_next_one_runs(worker, error):
    def fail(_):
        raise error

    with pytest.raises(error):
        worker.run(fail, Watch(20, 20))
    assert worker.run(lambda _: "read", Watch(20, 20)) == "read"


def test_the_functions_run_on_one_thread(worker):
    threads = {worker.run(lambda _: threading.get_ident(), Watch(20, 20)) for _ in range(3)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_a_call_that_never_returns_is_given_up_by_name_and_its_thread_ends_when_it_returns_after_all(worker):
    released = threading.Event()
    ended = []

    def hang(watch):
        watch.begin("transmit")
        released.wait(60)
        try:
            watch.begin("transmit")
        except GivenUp:
            ended.append("given up")
            raise

    with pytest.raises(GivenUp) as raised:
        worker.run(hang, Watch(0.05, 60))
    assert raised.value.call == "transmit"
    assert worker.is_alive
    released.set()
    deadline = time.monotonic() + 20
    while worker.is_alive and time.monotonic() < deadline:
        released.wait(0.01)
    assert ended == ["given up"]
    assert not worker.is_alive


def test_each_call_has_its_own_time_within_that_of_all(worker):
    def many_calls(watch):
        for _ in range(1000):
            watch.begin("transmit")
            threading.Event().wait(0.02)

    started = time.monotonic()
    with pytest.raises(GivenUp):
        worker.run(many_calls, Watch(0.5, 0.2))
    assert 0.2 <= time.monotonic() - started < 10, "all its calls take 20 s"


def test_calls_longer_together_than_one_may_take_are_not_given_up(worker):
    def steps(watch):
        for _ in range(15):
            watch.begin("transmit")
            threading.Event().wait(0.1)
        return "read"

    assert worker.run(steps, Watch(1.2, 60)) == "read"

"""A service on its worker's thread, and what it posts."""

import contextlib
import threading

from kiosk.runtime.worker import Worker


class Posted:
    """What a worker's service posted, in order."""

    def __init__(self):
        self._events = []
        self._arrived = threading.Condition()

    def __call__(self, event):
        with self._arrived:
            self._events.append(event)
            self._arrived.notify_all()

    def wait_for(self, event, times=1, timeout_s=20):
        """Return once the event was posted that many times."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._events.count(event) >= times, timeout_s), self._events

    @property
    def events(self):
        with self._arrived:
            return list(self._events)


@contextlib.contextmanager
def running(build):
    """Run what `build` makes on a worker until the block ends; it must not have fallen."""
    worker = Worker("tested", build, silence_s=30)
    worker.start()
    try:
        yield worker
    finally:
        worker.ask_to_stop()
        assert worker.join(20)
        assert worker.failure is None

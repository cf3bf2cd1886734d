"""Calls that may never return, on a thread that can be given up."""

import threading
import time
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import NoReturn, TypeVar

_Result = TypeVar("_Result")


class GivenUp(Exception):
    """A call took too long; raised to who waits, and in the abandoned thread should its call ever return."""

    def __init__(self, call: str) -> None:
        self.call = call
        super().__init__(call)


class Watch:
    """What the thread is doing and until when it may."""

    def __init__(self, limit_s: float, total_s: float) -> None:
        """Allow `limit_s` for each call and `total_s` for all of them."""
        self._limit_s = limit_s
        self._ends_at_s = time.monotonic() + total_s
        self._abandoned = False
        self.begin("start")

    def begin(self, call: str) -> None:
        """Say what is called next. Raises GivenUp where nobody waits for it any more."""
        if self._abandoned:
            raise GivenUp(call)
        self._call = call
        self._deadline_s = min(time.monotonic() + self._limit_s, self._ends_at_s)

    def remaining_s(self) -> float:
        return self._deadline_s - time.monotonic()

    def abandon(self) -> GivenUp:
        self._abandoned = True
        return GivenUp(self._call)


class WatchedWorker:
    """A thread for calls that may hang, one function at a time; once it was given up it takes no more.

    It is a daemon: one that hangs in a reader's driver must not hold the program's end.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(self, function: Callable[[Watch], _Result], watch: Watch) -> _Result:
        """Wait for the function's end. Raises GivenUp, or what the function raised."""
        ended: SimpleQueue[Callable[[], _Result]] = SimpleQueue()
        self._jobs.put(lambda: ended.put(_outcome(function, watch)))
        while True:
            try:
                outcome = ended.get(timeout=max(0.0, watch.remaining_s()))
            except Empty:
                if watch.remaining_s() <= 0:
                    self.end()
                    raise watch.abandon() from None
            else:
                return outcome()

    def end(self) -> None:
        """Let the thread end once it is free."""
        self._jobs.put(None)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _outcome(function: Callable[[Watch], _Result], watch: Watch) -> Callable[[], _Result]:
    """Call the function and return what returns its result or raises its error, for another thread to call."""
    try:
        result = function(watch)
    except BaseException as error:  # noqa: BLE001 - raised again where the result is awaited
        return partial(_raise, error)
    return lambda: result


def _raise(error: BaseException) -> NoReturn:
    raise error

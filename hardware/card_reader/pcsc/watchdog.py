"""Calls that may never return, on a thread that can be given up."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

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
        self._deadline_s = self._ends_at_s
        self._call = ""
        self._abandoned = False

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


class WatchedRun(Generic[_Result]):
    """One function on a thread of its own.

    The thread is a daemon: one that hangs in a reader's driver must not hold the program's end.
    """

    def __init__(self, function: Callable[[Watch], _Result], watch: Watch) -> None:
        self._function = function
        self._watch = watch
        self._ended = threading.Event()
        self._results: list[_Result] = []
        self._errors: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="card reading", daemon=True)

    def result(self) -> _Result:
        """Start the thread and wait for it. Raises GivenUp, or what the function raised."""
        self._thread.start()
        while not self._ended.wait(max(0.0, self._watch.remaining_s())):
            if self._watch.remaining_s() <= 0:
                raise self._watch.abandon()
        if self._errors:
            raise self._errors[0]
        return self._results[0]

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._results.append(self._function(self._watch))
        except BaseException as error:  # noqa: BLE001 - raised again where the result is awaited
            self._errors.append(error)
        finally:
            self._ended.set()

"""Watches the workers: restarts one that fell, and gives up loudly when that does not help."""

import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import structlog

from kiosk.logs import places_of
from kiosk.runtime.watchdog import notify
from kiosk.runtime.worker import Worker

_ROUND_S = 0.5
_MAIN_SILENCE_S = 10.0
_RESTARTS = 5
_RESTART_WINDOW_S = 60.0
_BACK_OFF_S = 0.2

_log = structlog.get_logger()


class Supervisor:
    """Owns one thread that looks at every heartbeat and feeds the system's watchdog.

    A worker that fell or hangs is started anew, a little later each time; after five times within a minute `give_up` is
    called once, from the supervisor's thread.
    """

    def __init__(self, workers: Sequence[Worker[Any]], give_up: Callable[[], None]) -> None:
        self._workers = workers
        self._give_up = give_up
        self._restarts: dict[str, deque[float]] = {worker.name: deque() for worker in workers}
        self._due: dict[str, float] = {}
        self._held: set[str] = set()
        self._changing = threading.Lock()
        self._main_heartbeat = time.monotonic()
        self._stopping = threading.Event()
        self._gave_up = False
        self._thread = threading.Thread(target=self._watch, name="supervisor")

    def start(self) -> None:
        for worker in self._workers:
            if worker.name not in self._held:
                worker.start()
        self._thread.start()

    def hold(self, workers: Sequence[Worker[Any]]) -> None:
        """Tell some workers to stop and leave them alone until `release`; `join` tells when each has ended."""
        with self._changing:
            for worker in workers:
                self._held.add(worker.name)
                self._due.pop(worker.name, None)
                worker.ask_to_stop()

    def release(self, workers: Sequence[Worker[Any]]) -> None:
        """Start workers that are held and have ended."""
        with self._changing:
            for worker in workers:
                worker.start()
                self._held.discard(worker.name)

    def beat(self) -> None:
        """The main loop's sign of life."""
        self._main_heartbeat = time.monotonic()

    def stop(self, deadline_s: float) -> list[str]:
        """Stop every worker within `deadline_s`; return the names of those that did not end, stacks logged."""
        self._stopping.set()
        for worker in self._workers:
            worker.ask_to_stop()
        end = time.monotonic() + deadline_s
        self._thread.join(max(0.0, end - time.monotonic()))
        left = [worker for worker in self._workers if not worker.join(max(0.0, end - time.monotonic()))]
        for worker in left:
            _log.error("worker left over", worker=worker.name, where=_stack_of(worker.thread_id))
        return [worker.name for worker in left]

    def _watch(self) -> None:
        while not self._stopping.wait(_ROUND_S):
            with self._changing:
                healthy = [self._look_at(worker) for worker in self._workers]
            if all(healthy) and time.monotonic() - self._main_heartbeat < _MAIN_SILENCE_S:
                notify("WATCHDOG=1")

    def _look_at(self, worker: Worker[Any]) -> bool:
        if worker.name in self._held:
            return True
        if worker.name in self._due:
            if time.monotonic() >= self._due[worker.name]:
                del self._due[worker.name]
                worker.start()
            return False
        failure = worker.failure
        if failure is None and worker.silent_for_s <= worker.silence_s:
            return True
        if failure is not None:
            _log.error(
                "worker fell",
                worker=worker.name,
                failure=type(failure).__name__,
                where=places_of(failure.__traceback__),
            )
        else:
            _log.error("worker hangs", worker=worker.name, where=_stack_of(worker.thread_id))
            worker.ask_to_stop()
        self._schedule_restart(worker)
        return False

    def _schedule_restart(self, worker: Worker[Any]) -> None:
        now = time.monotonic()
        past = self._restarts[worker.name]
        while past and now - past[0] > _RESTART_WINDOW_S:
            past.popleft()
        if len(past) >= _RESTARTS:
            if not self._gave_up:
                self._gave_up = True
                self._give_up()
            self._due[worker.name] = now + _RESTART_WINDOW_S
            return
        past.append(now)
        self._due[worker.name] = now + _BACK_OFF_S * len(past)


def _stack_of(thread_id: int | None) -> list[str]:
    frame: FrameType | None = sys._current_frames().get(thread_id or 0)  # noqa: SLF001 - the documented way to a thread's stack
    return [f"{line.filename}:{line.lineno} {line.name}" for line in traceback.extract_stack(frame)] if frame else []

"""What a technician asks of the running kiosk: pause, resume, a new configuration, a trace; done between two visits."""

import os
import queue
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, assert_never

import structlog

from config.settings import Settings, load
from config.store import Store
from kiosk.control.protocol import Command, Order
from kiosk.durable import LockHeld, take_lock
from kiosk.flow.events import Event, ReaderChanged
from kiosk.problems import Problem
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker
from kiosk.trusted_clock import clock_problem

_log = structlog.get_logger()

_SECONDS_PER_MINUTE = 60


class Maintenance:
    """Runs on the main thread; `take` and `look_at_trial` may be called from any."""

    def __init__(
        self,
        settings: Settings,
        config_file: Path | None,
        *,
        supervisor: Supervisor,
        devices: Sequence[Worker[Any]],
        post: Callable[[Event], None],
        use: Callable[[Settings], bool],
        started: Callable[[], None],
        clock_problem: Callable[[], Problem | None] = clock_problem,
    ) -> None:
        """`use` is given a configuration while no device works, and tells whether it can be used.

        `started` is called whenever the devices' workers were started.
        """
        self._settings = settings
        self._store = Store(config_file) if config_file is not None else None
        self._lock_file = settings.device_lock
        self._supervisor = supervisor
        self._devices = devices
        self._post = post
        self._use = use
        self._started = started
        self._clock_problem = clock_problem
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._next: Settings | None = None
        self._traces_until_s: float | None = None
        self._is_pause_wanted = False
        self._announced: Problem | None = None
        self._is_held = True
        self._is_new = True
        self._lock: int | None = None
        supervisor.hold(devices)  # until the lock is ours

    @property
    def is_paused(self) -> bool:
        """Whether the devices are free for a technician's test."""
        return self._is_pause_wanted and self._is_held and self._lock is None

    @property
    def has_devices(self) -> bool:
        """Whether the devices' workers are at work."""
        return not self._is_held

    @property
    def traces_for_s(self) -> float:
        return max(0.0, self._traces_until_s - time.monotonic()) if self._traces_until_s is not None else 0.0

    def take(self, order: Order) -> None:
        self._orders.put(order)

    def look_at_trial(self) -> None:
        """Roll an unconfirmed configuration back when its time is over, also while the screen hangs."""
        if self._store is None:
            return
        try:
            rolled_back = self._store.end_trial_if_due()
        except OSError as failure:
            _log.error("configuration not rolled back", errno=failure.errno)
            return
        if rolled_back is not None:
            _log.warning("configuration rolled back", version=rolled_back.number)
            self.take(Order(Command.RELOAD))

    def tick(self, *, is_idle: bool) -> None:
        """Go one step; `is_idle` says that nobody is being served."""
        if self._is_new:
            self._is_new = False
            self._look_again()
        while not self._orders.empty():
            self._obey(self._orders.get_nowait())
        if self._traces_until_s is not None and self.traces_for_s == 0:
            self._trace(0)
        if self._is_held:
            self._go_on()
        elif is_idle and (self._is_pause_wanted or self._next is not None):
            self._is_held = True
            self._supervisor.hold(self._devices)

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _obey(self, order: Order) -> None:
        match order.command:
            case Command.PAUSE:
                self._is_pause_wanted = True
            case Command.RESUME:
                self._is_pause_wanted = False
            case Command.RELOAD:
                self._reload()
            case Command.TRACE:
                self._trace(order.minutes)
            case _:
                assert_never(order.command)

    def _look_again(self) -> None:
        """Take up what was committed since the program started: nobody was there yet to be told."""
        loaded = load(self._store.file) if self._store is not None else self._settings
        if isinstance(loaded, Settings) and loaded != self._settings:
            self._next = loaded

    def _reload(self) -> None:
        loaded = load(self._store.file) if self._store is not None else self._settings
        if isinstance(loaded, Settings):
            self._next = loaded
        else:
            _log.error("configuration not used", problem=Problem.CONFIGURATION_INVALID.value, mistakes=len(loaded))

    def _trace(self, minutes: int) -> None:
        self._traces_until_s = time.monotonic() + minutes * _SECONDS_PER_MINUTE if minutes else None
        self._next = self._next or self._settings

    def _go_on(self) -> None:
        """The devices' workers were told to stop: when they have, do what was wanted and start them again.

        They wait for a clock that can be believed: without one INSi would be refused for reasons nobody understands.
        """
        if not all(worker.join(0) for worker in self._devices):
            return
        if self._next is not None:
            if self._use(self._traced(self._next)):
                self._settings = self._next
            self._next = None
        problem = Problem.PAUSED if self._is_pause_wanted else self._clock_problem()
        if problem is not None:
            self._announce(problem)
            self.close()
            return
        if self._lock is None:
            try:
                self._lock = take_lock(self._lock_file)
            except LockHeld:
                self._announce(Problem.PAUSED)
                return
        self._is_held, self._announced = False, None
        self._supervisor.release(self._devices)
        self._started()

    def _traced(self, settings: Settings) -> Settings:
        is_traced = settings.diagnostics.insi_trace or self._traces_until_s is not None
        diagnostics = settings.diagnostics.model_copy(update={"insi_trace": is_traced})
        return settings.model_copy(update={"diagnostics": diagnostics})

    def _announce(self, problem: Problem) -> None:
        """Let the screen say that the kiosk is out of service; the card worker takes that back when it starts."""
        if self._announced is not problem:
            self._announced = problem
            self._post(ReaderChanged(problem))

"""A thread that owns one device: it takes commands and never waits for the screen."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

Command_contra = TypeVar("Command_contra", contravariant=True)
C = TypeVar("C")

_CAPACITY = 64


class _Stop:
    """The last letter in a worker's queue."""


class Service(Protocol[Command_contra]):
    """What a worker does; every method runs on the worker's thread, `wake` on any."""

    @property
    def patience_s(self) -> float:
        """How long to wait for a command before `idle` is called."""
        ...

    def handle(self, command: Command_contra) -> None: ...

    def idle(self) -> None:
        """Do what is due without a command; may block as long as `wake` ends it."""
        ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


class Worker(Generic[C]):
    """One supervised thread around one service, built on that thread and anew at each `start`."""

    def __init__(self, name: str, build: Callable[[], Service[C]], *, silence_s: float) -> None:
        """`silence_s` is the longest time without a heartbeat that is still a sign of life."""
        self.name = name
        self.silence_s = silence_s
        self._build = build
        self._run: _Run[C] | None = None

    def start(self) -> None:
        """Start the thread; commands that the last thread left behind are dropped with it."""
        self._run = _Run(self.name, self._build)
        self._run.start()

    def submit(self, command: C) -> None:
        """Hand over a command and return at once.

        Raises queue.Full if the service is far behind, RuntimeError before `start`.
        """
        if self._run is None:
            raise RuntimeError(f"worker {self.name} is not started")
        self._run.submit(command)

    def ask_to_stop(self) -> None:
        if self._run is not None:
            self._run.ask_to_stop()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; tell whether it ended."""
        if self._run is None:
            return True
        self._run.join(timeout_s)
        return not self._run.is_alive()

    @property
    def failure(self) -> BaseException | None:
        """What ended the thread, or None while it lives or ended as asked."""
        return self._run.failure if self._run is not None else None

    @property
    def silent_for_s(self) -> float:
        return time.monotonic() - self._run.heartbeat if self._run is not None else 0.0

    @property
    def thread_id(self) -> int | None:
        return self._run.ident if self._run is not None else None


class _Run(threading.Thread, Generic[C]):
    def __init__(self, name: str, build: Callable[[], Service[C]]) -> None:
        super().__init__(name=name)
        self.failure: BaseException | None = None
        self.heartbeat = time.monotonic()
        self._build = build
        self._commands: queue.Queue[C | _Stop] = queue.Queue()
        self._stopping = threading.Event()
        self._service: Service[C] | None = None

    def submit(self, command: C) -> None:
        if self._commands.qsize() >= _CAPACITY:
            raise queue.Full
        self._commands.put(command)
        self._wake()

    def ask_to_stop(self) -> None:
        self._stopping.set()
        self._commands.put(_Stop())
        self._wake()

    def _wake(self) -> None:
        if self._service is not None:
            self._service.wake()

    def run(self) -> None:
        try:
            self._service = self._build()
            try:
                self._serve(self._service)
            finally:
                self._service.close()
        except Exception as failure:  # noqa: BLE001 - the supervisor reads it, reports it and restarts the worker
            self.failure = failure

    def _serve(self, service: Service[C]) -> None:
        while not self._stopping.is_set():
            self.heartbeat = time.monotonic()
            try:
                patience_s = service.patience_s
                command = self._commands.get(block=patience_s > 0, timeout=patience_s)
            except queue.Empty:
                service.idle()
            else:
                if not isinstance(command, _Stop):
                    service.handle(command)

"""The state of a running simulator: what it plays, what it is told to do wrong, what it received."""

import threading
from collections.abc import Callable
from typing import TextIO

from tests.emulators.insi.connections import OpenConnections
from tests.emulators.insi.deviations import Examiner
from tests.emulators.insi.misbehavior import BadAnswer, Handshake, Plans
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.record import Received, Record
from tests.emulators.insi.teleservice import Teleservice


class Simulator:
    """Shared by the connections and the control socket; safe from any thread."""

    def __init__(
        self,
        teleservice: Teleservice,
        *,
        server_certificate: ServerCertificate = ServerCertificate.RIGHT,
        server_time_s: float = 0.0,
        is_strict: bool = False,
        console: TextIO | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._initial = teleservice
        self._teleservice = teleservice
        self._server_time_s = server_time_s
        self._console = console
        self._was_strict = is_strict
        self._is_strict = is_strict
        self.server_certificate = server_certificate
        self.delays: Plans[float] = Plans()
        self.answers: Plans[BadAnswer] = Plans()
        self.handshakes: Plans[Handshake] = Plans()
        self.record = Record()
        self.connections = OpenConnections()
        self._examiner = Examiner(teleservice.mode)

    @property
    def teleservice(self) -> Teleservice:
        with self._lock:
            return self._teleservice

    @property
    def examiner(self) -> Examiner | None:
        """Who lists the deviations of a request; None unless strict."""
        with self._lock:
            return self._examiner if self._is_strict else None

    def change(self, change: Callable[[Teleservice], Teleservice]) -> None:
        """Change what is played from the next request on."""
        with self._lock:
            self._teleservice = change(self._teleservice)

    def be_strict(self, is_strict: bool) -> None:
        with self._lock:
            self._is_strict = is_strict

    def reset(self) -> None:
        """Go back to how the simulator was started: no plans, nothing recorded."""
        with self._lock:
            self._is_strict = self._was_strict
            self._teleservice = self._initial
            self._examiner = Examiner(self._initial.mode)
        for plans in (self.delays, self.answers, self.handshakes):
            plans.clear()
        self.record.clear()

    def take_delay(self) -> float:
        return self._server_time_s + (self.delays.take() or 0.0)

    def note(self, received: Received) -> None:
        self.record.add_request(received)
        if self._console:
            # Never a value of the request: a console is copied into tickets and mails.
            lines = [f"#{received.number} {received.operation or '?'} -> {received.result}"]
            lines += [f"    {deviation}" for deviation in received.deviations]
            print("\n".join(lines), file=self._console, flush=True)

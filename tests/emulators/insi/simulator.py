"""The state of a running simulator: what it plays, what it is told to do wrong, what it received."""

import threading
from dataclasses import replace
from typing import TextIO

from tests.emulators.insi.misbehavior import BadAnswer, Handshake, Plans
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.record import Received, Record
from tests.emulators.insi.teleservice import Profile, Teleservice
from tests.emulators.insi.wire import Style


class Simulator:
    """Shared by the connections and the control socket; safe from any thread."""

    def __init__(
        self,
        teleservice: Teleservice,
        *,
        server_certificate: ServerCertificate = ServerCertificate.RIGHT,
        server_time_s: float = 0.0,
        console: TextIO | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._initial = teleservice
        self._teleservice = teleservice
        self._server_time_s = server_time_s
        self._console = console
        self.server_certificate = server_certificate
        self.delays: Plans[float] = Plans()
        self.answers: Plans[BadAnswer] = Plans()
        self.handshakes: Plans[Handshake] = Plans()
        self.record = Record()

    @property
    def teleservice(self) -> Teleservice:
        with self._lock:
            return self._teleservice

    def play(
        self,
        *,
        profile: Profile | None = None,
        style: Style | None = None,
        idams: frozenset[str] | None = None,
    ) -> None:
        """Change what is played; what is None stays."""
        changes = {"profile": profile, "style": style, "idams": idams}
        with self._lock:
            self._teleservice = replace(
                self._teleservice, **{name: value for name, value in changes.items() if value is not None}
            )

    def reset(self) -> None:
        """Go back to how the simulator was started: no plans, nothing recorded."""
        with self._lock:
            self._teleservice = self._initial
        for plans in (self.delays, self.answers, self.handshakes):
            plans.clear()
        self.record.clear()

    def take_delay(self) -> float:
        return self._server_time_s + (self.delays.take() or 0.0)

    def note(self, received: Received) -> None:
        self.record.add_request(received)
        if self._console:
            # Never a value of the request: a console is copied into tickets and mails.
            print(
                f"#{received.number} {received.operation or '?'} -> {received.result}", file=self._console, flush=True
            )

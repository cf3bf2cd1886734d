"""One case under way: the product's client, the simulator, and what was checked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.insi.client import InsiClient
from kiosk.insi.outcome import SearchResult
from tests.emulators.insi.launch import RunningSimulator
from tests.emulators.insi.pki import ClientCertificate
from tests.emulators.insi.record import Received
from tests.homologation.message import Message, message_of
from tests.insi_settings import client_settings


@dataclass(frozen=True)
class Check:
    statement: str
    holds: bool


@dataclass
class Trial:
    """Handed to a case: it asks with `client`, steers `simulator`, and states what must hold."""

    simulator: RunningSimulator
    client: InsiClient
    asked: list[str] = field(default_factory=list)
    outcomes: list[SearchResult] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def note(self, question: str, result: SearchResult) -> SearchResult:
        """Keep for the report what was asked in the words of the user, and what the client made of it."""
        self.asked.append(question)
        self.outcomes.append(result)
        return result

    def check(self, statement: str, holds: bool) -> None:
        self.checks.append(Check(statement, holds))

    def inject(self, file_name: str, written: bytes, count: int = 1) -> None:
        """Answer the next requests with a file of the CNDA where INSI_SAMPLES_DIR has it, else with our own."""
        official = Path(os.environ.get("INSI_SAMPLES_DIR", "")) / file_name
        self.simulator.steering.inject(official if official.is_file() else written, count)

    @property
    def exchanges(self) -> list[Received]:
        return self.simulator.steering.requests()

    @property
    def calls(self) -> list[tuple[str, str]]:
        """The operation and the result of each call."""
        return [(exchange.operation, exchange.result) for exchange in self.exchanges]

    def sent(self, position: int) -> Message:
        """Give what a call said; a call that was not made said nothing."""
        exchanges = self.exchanges
        return message_of(exchanges[position]) if position < len(exchanges) else Message()


@contextmanager
def client_of(
    simulator: RunningSimulator, certificate: ClientCertificate = ClientCertificate.INSI_AUTO
) -> Iterator[InsiClient]:
    settings = client_settings(simulator.url, simulator.pki, certificate)
    client = InsiClient(replace(settings, crl_file=simulator.pki.crl))
    try:
        yield client
    finally:
        client.close()

"""Asks the teleservice; the INSi worker's work."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, assert_never

import structlog

from kiosk.flow.effects import AskInsi, AskInsiByTraits, WarmUpInsi
from kiosk.flow.events import Event, InsiAnswered

if TYPE_CHECKING:
    from kiosk.insi.client import (
        InsiClient,
    )  # SOAP is imported by the worker, so that the first page need not wait for it

_log = structlog.get_logger()

InsiCommand: TypeAlias = WarmUpInsi | AskInsi | AskInsiByTraits


class InsiService:
    patience_s = 2.0

    def __init__(self, client: "InsiClient", post: Callable[[Event], None]) -> None:
        self._client = client
        self._post = post
        for finding in client.findings:
            _log.warning("insi credentials", code=finding.code, text=finding.text, blocking=finding.blocking)

    def handle(self, command: InsiCommand) -> None:
        match command:
            case WarmUpInsi():
                # A search would meet the same fault and answer it to the patient; here it only tells early.
                fault = self._client.warm_up()
                if fault is not None:
                    _log.warning("insi not reached", code=fault.code)
            case AskInsi(visit, person, insured):
                self._post(InsiAnswered(visit, self._client.search_from_card(person, insured)))
            case AskInsiByTraits(visit, query):
                self._post(InsiAnswered(visit, self._client.search_by_traits(query)))
            case _:
                assert_never(command)

    def idle(self) -> None:
        """Nothing is due between two patients."""

    def wake(self) -> None:
        """Nothing to wake: every wait has the client's own deadline."""

    def close(self) -> None:
        self._client.close()

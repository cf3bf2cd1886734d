"""Records what a card is asked and answers, and gives it out redacted only."""

from hardware.card_reader.apdu import Command, Response
from hardware.card_reader.chain import Transmitter
from hardware.card_reader.redaction import redact
from hardware.card_reader.trace import Exchange, Trace


class TraceRecorder:
    """Keeps the last connection; what it holds is personal and leaves it through `trace` alone."""

    def __init__(self) -> None:
        self._atr = b""
        self._exchanges: list[Exchange] = []

    def record(self, atr: bytes, card: Transmitter) -> Transmitter:
        """Begin anew and return the card as a transmitter that is recorded."""
        self._atr = atr
        self._exchanges = []
        return _Recorded(card, self._exchanges)

    @property
    def has_met_a_card(self) -> bool:
        return bool(self._atr)

    def trace(self, outcome: str) -> Trace:
        return redact(Trace(self._atr, tuple(self._exchanges), outcome))


class _Recorded:
    def __init__(self, card: Transmitter, exchanges: list[Exchange]) -> None:
        self._card = card
        self._exchanges = exchanges

    def transmit(self, command: Command) -> Response:
        self._exchanges.append(Exchange(command, None))
        response = self._card.transmit(command)
        self._exchanges[-1] = Exchange(command, response)
        return response

"""Reads a recorded card again: the same commands must be sent, and the recorded responses come back."""

import threading
from pathlib import Path

from hardware.card_reader.apdu import Command, Response
from hardware.card_reader.api import CardPresent, CardReading, Mute, SlotState, Unreadable
from hardware.card_reader.chain import Tap, untapped
from hardware.card_reader.options import ReplayOptions
from hardware.card_reader.reading import read_card
from hardware.card_reader.trace import MalformedTrace, Trace, parse_trace
from hardware.errors import DeviceUnavailable, ProtocolViolation


class ReplayReader:
    """A slot that always holds the recorded card."""

    def __init__(self, options: ReplayOptions, tap: Tap = untapped) -> None:
        """Raises DeviceUnavailable where the file cannot be read or is no trace."""
        self._tap = tap
        self._trace = _load(options.trace)
        self._state: SlotState = CardPresent(insertion=1) if self._trace.atr else Mute()
        self._interrupted = threading.Event()

    def wait_for_change(self, seen: SlotState | None, timeout_s: float) -> SlotState:
        if seen == self._state:
            self._interrupted.wait(timeout_s)
            self._interrupted.clear()
        return self._state

    def read(self) -> CardReading:
        if isinstance(self._state, Mute):
            return Mute()
        try:
            return read_card(self._trace.atr, self._tap(self._trace.atr, _RecordedCard(self._trace)))
        except ProtocolViolation as violation:
            return Unreadable(str(violation))

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        self.interrupt()


class _RecordedCard:
    def __init__(self, trace: Trace) -> None:
        self._remaining = iter(trace.exchanges)

    def transmit(self, command: Command) -> Response:
        exchange = next(self._remaining, None)
        if exchange is None or exchange.command != command:
            raise ProtocolViolation("not_in_the_trace")
        if exchange.response is None:
            raise ProtocolViolation("no_response_in_the_trace")
        return exchange.response


def _load(file: Path) -> Trace:
    try:
        return parse_trace(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, MalformedTrace) as error:
        raise DeviceUnavailable(f"{file}: {error}") from error

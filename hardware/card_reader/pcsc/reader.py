"""The patient's slot behind pcscd: every fault ends in a named state, and the next card is read."""

import time
from typing import TypeAlias

from hardware.card_reader.api import (
    Busy,
    CardKind,
    CardPresent,
    CardReading,
    Mute,
    NoReader,
    Read,
    ServiceDown,
    SlotState,
    Unreadable,
    Withdrawn,
    WrongCard,
)
from hardware.card_reader.atr import CardFamily, is_well_formed, recognize
from hardware.card_reader.chain import Tap, untapped
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.pcsc.codes import (
    CARD_IS_GONE,
    CARD_IS_MUTE,
    READER_IS_GONE,
    SERVICE_IS_DOWN,
    Code,
    PcscFault,
)
from hardware.card_reader.pcsc.connection import CONNECT, connect
from hardware.card_reader.pcsc.monitor import SlotMonitor
from hardware.card_reader.pcsc.slots import InsertedCard
from hardware.card_reader.pcsc.watchdog import GivenUp, Watch, WatchedWorker
from hardware.card_reader.reading import read_card
from hardware.errors import ProtocolViolation

_MAX_STUMBLES = 2
"""A reader that stumbles is forgiven; each further attempt starts with a fresh power-up."""
_NOTICE_S = 0.6
"""pcscd looks every 0.4 s whether a card is still in: until then a pulled card looks like a stumble."""
_SHARING_RETRY_S = 0.1
_WORKER = "card reading"
_MAX_HUNG = 4
"""Readings that may hang in a driver at the same time; beyond that none is started."""
_STUMBLES = frozenset({Code.NOT_TRANSACTED, Code.RESET_CARD, Code.PROTO_MISMATCH}) | CARD_IS_MUTE

_CardReading: TypeAlias = Read | WrongCard | Unreadable


class PcscReader:
    """Finds the patient's card by trying, whichever slot of whichever reader it is in."""

    def __init__(self, options: PcscOptions, tap: Tap = untapped) -> None:
        self._options = options
        self._tap = tap
        self._monitor = SlotMonitor()
        self._worker = WatchedWorker(_WORKER)
        self._hung: list[tuple[WatchedWorker, str]] = []

    def wait_for_change(self, seen: SlotState | None, timeout_s: float) -> SlotState:
        return self._monitor.wait_for_change(seen, timeout_s)

    def interrupt(self) -> None:
        self._monitor.interrupt()

    def close(self) -> None:
        self._worker.end()
        self._monitor.close()

    def read(self) -> CardReading:
        state = self._monitor.state()
        if not isinstance(state, CardPresent | Mute):
            return state
        deadline_s = time.monotonic() + self._options.read_timeout_s
        readings: list[CardReading] = []
        for card in self._monitor.candidates():
            reading = Mute() if card.slot.mute else self._read_card(card, deadline_s)
            if isinstance(reading, Read):
                self._monitor.choose(card)
                return reading
            readings.append(reading)
        return readings[0] if readings else Withdrawn()

    def _read_card(self, card: InsertedCard, deadline_s: float) -> CardReading:
        patient_until_s = min(time.monotonic() + self._options.answer_timeout_s, deadline_s)
        stumbles = 0
        while True:
            try:
                return self._attempt(card, deadline_s, fresh_power=stumbles > 0)
            except ProtocolViolation:
                return Unreadable("protocol_violation")
            except GivenUp as given_up:
                return Busy() if given_up.call == CONNECT and not self._is_a_card_silent() else Unreadable("silent")
            except PcscFault as fault:
                if fault.code == Code.SHARING_VIOLATION and time.monotonic() < patient_until_s:
                    pause_s = _SHARING_RETRY_S
                elif fault.code in _STUMBLES and stumbles < _MAX_STUMBLES:
                    pause_s = 0.0 if stumbles else _NOTICE_S
                    stumbles += 1
                else:
                    return self._name(fault, card)
                if self._monitor.wait_until_gone(card, pause_s):
                    return Withdrawn()

    def _attempt(self, card: InsertedCard, deadline_s: float, *, fresh_power: bool) -> CardReading:
        """Read within one connection. Raises PcscFault, GivenUp or ProtocolViolation."""
        self._hung = [(worker, call) for worker, call in self._hung if worker.is_alive]
        if len(self._hung) >= _MAX_HUNG:
            return Unreadable("silent")
        watch = Watch(self._options.answer_timeout_s, deadline_s - time.monotonic())
        try:
            reading, event_counter = self._worker.run(
                lambda watch: self._read_connected(card.slot.reader, watch, fresh_power=fresh_power), watch
            )
        except GivenUp as given_up:
            self._hung.append((self._worker, given_up.call))
            self._worker = WatchedWorker(_WORKER)
            raise
        # Another counter means another insertion: what was read may be of a card that is not in the slot any more.
        return reading if event_counter == card.slot.event_counter else Withdrawn()

    def _is_a_card_silent(self) -> bool:
        """Tell whether a command still waits for its answer: until then nobody can connect."""
        return any(worker.is_alive and call != CONNECT for worker, call in self._hung)

    def _name(self, fault: PcscFault, card: InsertedCard) -> CardReading:
        match fault.code:
            case code if code in SERVICE_IS_DOWN:
                return ServiceDown()
            case code if code in READER_IS_GONE:
                state = self._monitor.state()
                return state if isinstance(state, NoReader) else Withdrawn()
            case code if code in CARD_IS_GONE or not self._monitor.holds(card):
                return Withdrawn()
            case code if code in CARD_IS_MUTE:
                return Mute()
            case Code.SHARING_VIOLATION:
                return Busy()
            case Code.PROTO_MISMATCH if not is_well_formed(card.slot.atr):
                return Unreadable("atr_malformed")
            case Code.PROTO_MISMATCH if recognize(card.slot.atr) is CardFamily.UNKNOWN:
                return WrongCard(CardKind.OTHER)
            case Code.PROTO_MISMATCH:  # a known card speaks T=0: it did not answer its last power-up
                return Mute()
            case code:
                return Unreadable(f"pcsc_{code:08X}")

    def _read_connected(self, reader: str, watch: Watch, *, fresh_power: bool) -> tuple[_CardReading, int]:
        """Runs on the worker's thread."""
        with connect(reader, watch, fresh_power=fresh_power) as connection:
            atr = connection.atr()
            return read_card(atr, self._tap(atr, connection)), connection.event_counter()

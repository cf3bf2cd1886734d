"""Watches the slot and reads the card; the card worker's work."""

from collections.abc import Callable
from typing import assert_never

from hardware.card_reader.api import (
    CardPresent,
    CardReader,
    Mute,
    NoCard,
    NoReader,
    ServiceDown,
    SlotState,
)
from kiosk.flow.effects import ReadCard
from kiosk.flow.events import CardInserted, CardReadEnded, CardRemoved, Event, MuteCardInserted, ReaderChanged
from kiosk.problems import Problem
from kiosk.visit import new_visit

_WATCH_S = 2.0
"""How long one look at the slot lasts at most; each look is a heartbeat."""

_REPLY_S = 0.5
"""After an insertion the flow asks for the reading at once: wait for that rather than for the slot."""


class CardService:
    def __init__(self, reader: CardReader, post: Callable[[Event], None]) -> None:
        self._reader = reader
        self._post = post
        self._seen: SlotState | None = None
        self._is_lost = False
        """Whether a reading met no reader or no service; the watch over the slot need not have noticed."""
        self.patience_s = 0.0

    def handle(self, command: ReadCard) -> None:
        reading = self._reader.read()
        self._is_lost = isinstance(reading, NoReader | ServiceDown)
        self._post(CardReadEnded(command.visit, reading))

    def idle(self) -> None:
        """Look at the slot and post what changed."""
        self.patience_s = 0.0
        state = self._reader.wait_for_change(self._seen, _WATCH_S)
        if state != self._seen:
            for event in _changes(self._seen, state, is_lost=self._is_lost):
                self._post(event)
            self._seen = state
            self._is_lost = False
            self.patience_s = _REPLY_S

    def wake(self) -> None:
        self._reader.interrupt()

    def close(self) -> None:
        self._reader.close()


def _changes(before: SlotState | None, now: SlotState, *, is_lost: bool) -> list[Event]:
    """Put a change of the slot in the flow's words; a card swapped between two looks is out and in."""
    events: list[Event] = []
    if isinstance(before, CardPresent | Mute):
        events.append(CardRemoved())
    match now:
        case ServiceDown():
            return [*events, ReaderChanged(Problem.CARD_SERVICE_DOWN)]
        case NoReader():
            return [*events, ReaderChanged(Problem.READER_MISSING)]
        case CardPresent() | Mute() | NoCard():
            if is_lost or before is None or isinstance(before, ServiceDown | NoReader):
                events.append(ReaderChanged(None))
        case _:
            assert_never(now)
    match now:
        case CardPresent():
            events.append(CardInserted(new_visit()))
        case Mute():
            events.append(MuteCardInserted())
        case NoCard():
            pass
    return events

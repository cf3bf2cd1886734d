"""Which of several slots holds the patient's card. Pure: it is told what PC/SC sees and holds no handle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hardware.card_reader.api import CardPresent, Mute, NoCard, NoReader, ServiceDown, SlotState


@dataclass(frozen=True)
class SeenSlot:
    """One reader as the last look found it."""

    reader: str
    event_counter: int
    present: bool
    mute: bool
    atr: bytes


@dataclass(frozen=True)
class InsertedCard:
    """A card from its insertion to its removal."""

    insertion: int
    """Never used twice, whatever pcscd's counters do."""
    slot: SeenSlot


class SlotTable:
    """Every slot in one state: that of the card put in last.

    A card that is still in when a later one goes, or beside one that was read, stands in a second slot for good, as a
    professional's card does. It is set aside: it makes no state of its own and is not tried again.
    """

    def __init__(self) -> None:
        self._service_down: ServiceDown | None = ServiceDown()
        self._readers = 0
        self._cards: dict[str, InsertedCard] = {}
        self._aside: set[int] = set()
        self._last_insertion = 0

    def service_lost(self, state: ServiceDown) -> None:
        self._service_down = state
        self._readers = 0
        self._cards.clear()
        self._aside.clear()

    def update(self, seen: Sequence[SeenSlot]) -> None:
        """Take in a look at all readers."""
        self._service_down = None
        self._readers = len(seen)
        newest = self._newest()
        known, self._cards = self._cards, {}
        for slot in seen:
            if slot.present:
                card = known.get(slot.reader)
                if card is None or (card.slot.event_counter, card.slot.mute) != (slot.event_counter, slot.mute):
                    self._last_insertion += 1
                    card = InsertedCard(self._last_insertion, slot)
                self._cards[slot.reader] = card
        staying = {card.insertion for card in self._cards.values()} & {card.insertion for card in known.values()}
        if newest is not None and newest.insertion not in staying:
            self._aside |= staying
        self._aside &= staying

    def state(self) -> SlotState:
        if self._service_down is not None:
            return self._service_down
        if not self._readers:
            return NoReader()
        newest = self._newest()
        if newest is None:
            return NoCard()
        return Mute() if newest.slot.mute else CardPresent(newest.insertion)

    def candidates(self) -> tuple[InsertedCard, ...]:
        """Return the cards to try, the last one put in first."""
        visible = (card for card in self._cards.values() if card.insertion not in self._aside)
        return tuple(sorted(visible, key=lambda card: card.insertion, reverse=True))

    def holds(self, card: InsertedCard) -> bool:
        """Tell whether this very insertion still lasts."""
        now = self._cards.get(card.slot.reader)
        return now is not None and now.slot.event_counter == card.slot.event_counter

    def choose(self, card: InsertedCard) -> None:
        """Set every other card aside; the visit goes on under the insertion it began with."""
        newest = self._newest()
        if newest is None or self._cards.get(card.slot.reader) != card:
            return
        self._cards[newest.slot.reader] = replace(newest, insertion=card.insertion)
        self._cards[card.slot.reader] = replace(card, insertion=newest.insertion)
        self._aside = {other.insertion for other in self._cards.values()} - {newest.insertion}

    def _newest(self) -> InsertedCard | None:
        return next(iter(self.candidates()), None)

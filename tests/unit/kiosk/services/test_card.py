"""The service over a reader whose slot and readings the test decides; the real drivers have their own tests."""

import pytest

from hardware.card_reader.api import CardPresent, NoCard, NoReader, Read, ServiceDown, SlotState
from kiosk.flow.effects import ReadCard
from kiosk.flow.events import CardInserted, CardReadEnded, CardRemoved, ReaderChanged
from kiosk.flow.machine import first, step
from kiosk.flow.states import OutOfService, ReadingCard, Welcome
from kiosk.services.card import CardService


class Reader:
    def __init__(self):
        self.slot: SlotState = NoCard()
        self.reading = Read([])

    def wait_for_change(self, seen, timeout_s):
        return self.slot

    def read(self):
        return self.reading


@pytest.fixture
def reader():
    return Reader()


@pytest.mark.parametrize("reading", [ServiceDown(), NoReader()])
def test_a_reader_that_only_the_reading_missed_is_told_to_be_back_at_the_next_change(reader, reading):
    posted = []
    service = CardService(reader, posted.append)
    reader.slot = CardPresent(1)
    service.idle()
    visit = posted[-1].visit
    reader.reading = reading
    service.handle(ReadCard(visit))
    reader.slot = NoCard()
    service.idle()
    assert posted[2:] == [CardReadEnded(visit, reading), CardRemoved(), ReaderChanged(None)]

    states = []
    kiosk = first("fr")
    for event in posted:
        kiosk, _ = step(kiosk, event)
        states.append(type(kiosk.state))
    assert states[1:] == [ReadingCard, OutOfService, OutOfService, Welcome]


def test_a_reading_that_misses_nothing_tells_nothing_of_the_reader(reader):
    posted = []
    service = CardService(reader, posted.append)
    service.idle()
    reader.slot = CardPresent(1)
    service.idle()
    service.handle(ReadCard(posted[-1].visit))
    reader.slot = CardPresent(2)
    service.idle()
    assert [type(event) for event in posted] == [ReaderChanged, CardInserted, CardReadEnded, CardRemoved, CardInserted]

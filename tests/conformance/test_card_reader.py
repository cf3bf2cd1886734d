"""What every CardReader promises, whichever driver stands behind it. A new driver adds its factory to `_WITH_CARD`."""

import contextlib
import threading
import time

import pytest

from hardware.card_reader.api import CardPresent, NoReader, Read, RecordFault, RefusedRecord
from hardware.card_reader.options import DisabledOptions, PcscOptions, ReplayOptions
from hardware.card_reader.reading import read_card
from hardware.card_reader.recorder import TraceRecorder
from hardware.card_reader.registry import open_card_reader
from tests.emulators.card.cards import all_cards
from tests.unit.hardware.card_reader.emulated_card import EmulatedCard

_DEADLINE_S = 20
_SHORT_S = 0.2


def _pcsc(card, request, _folder):
    request.getfixturevalue("card_emulator").insert(card)
    return PcscOptions()


def _replay(card, _request, folder):
    image = all_cards()[card]
    recorder = TraceRecorder()
    read_card(image.atr, recorder.record(image.atr, EmulatedCard(image)))
    trace = folder / "card.trace"
    trace.write_text(str(recorder.trace("")), encoding="utf-8")
    return ReplayOptions(trace=trace)


# Each makes options for a reader that holds the named card.
_WITH_CARD = {"pcsc": _pcsc, "replay": _replay}
_ALL = [*_WITH_CARD, "disabled"]


@pytest.fixture
def open_reader(request, tmp_path):
    """Open a driver by its word, with a card in it where it can hold one."""
    with contextlib.ExitStack() as readers:

        def open_(driver, card="family"):
            options = _WITH_CARD[driver](card, request, tmp_path) if driver in _WITH_CARD else DisabledOptions()
            reader = open_card_reader(options)
            readers.callback(reader.close)
            return reader

        yield open_


def settled(reader):
    """Wait for the card and return the state with it."""
    deadline = time.monotonic() + _DEADLINE_S
    state = reader.wait_for_change(None, 0)
    while not isinstance(state, CardPresent):
        assert time.monotonic() < deadline
        state = reader.wait_for_change(state, _DEADLINE_S)
    return state


@pytest.mark.parametrize("driver", _ALL)
def test_the_state_is_told_at_once(open_reader, driver):
    reader = open_reader(driver)
    started = time.monotonic()
    assert reader.wait_for_change(None, _DEADLINE_S) is not None
    assert time.monotonic() - started < _DEADLINE_S / 2


@pytest.mark.parametrize("driver", _ALL)
def test_a_wait_without_change_lasts_its_time_and_tells_the_same(open_reader, driver):
    reader = open_reader(driver)
    state = settled(reader) if driver in _WITH_CARD else reader.wait_for_change(None, 0)
    started = time.monotonic()
    assert reader.wait_for_change(state, _SHORT_S) == state
    assert _SHORT_S * 0.9 <= time.monotonic() - started < _DEADLINE_S


@pytest.mark.parametrize("driver", _ALL)
def test_a_wait_can_be_interrupted_from_another_thread(open_reader, driver):
    reader = open_reader(driver)
    state = settled(reader) if driver in _WITH_CARD else reader.wait_for_change(None, 0)
    interrupting = threading.Timer(_SHORT_S, reader.interrupt)
    interrupting.start()
    started = time.monotonic()
    assert reader.wait_for_change(state, 2 * _DEADLINE_S) == state
    assert time.monotonic() - started < _DEADLINE_S
    interrupting.join()


@pytest.mark.parametrize("driver", _WITH_CARD)
def test_the_people_are_read_in_the_order_of_the_card(open_reader, driver):
    reader = open_reader(driver)
    settled(reader)
    reading = reader.read()
    assert isinstance(reading, Read)
    assert [(person.index, person.insured) for person in reading.people] == [(0, True), (1, False)]


@pytest.mark.parametrize("driver", _WITH_CARD)
def test_the_same_card_is_read_the_same_twice_and_stays_the_same_insertion(open_reader, driver):
    reader = open_reader(driver)
    state = settled(reader)
    assert reader.read() == reader.read()
    assert reader.wait_for_change(state, _SHORT_S) == state


@pytest.mark.parametrize("driver", _WITH_CARD)
def test_a_wrong_record_is_named_and_not_shown(open_reader, driver):
    reader = open_reader(driver, "one_wrong_record")
    settled(reader)
    reading = reader.read()
    assert [person.index for person in reading.people] == [0]
    assert reading.refused == (RefusedRecord(1, RecordFault.NIR_KEY),)


@pytest.mark.parametrize("driver", _WITH_CARD)
def test_nothing_personal_is_in_the_repr_of_a_reading(open_reader, driver):
    reader = open_reader(driver)
    settled(reader)
    reading = reader.read()
    shown = repr(reading)
    for person in reading.people:
        assert person.family_name not in shown
        assert person.given_name not in shown
        assert person.birth_date not in shown
        assert person.nir not in shown


def test_a_driver_without_a_reader_says_so_both_ways(open_reader):
    reader = open_reader("disabled")
    assert reader.wait_for_change(None, 0) == NoReader()
    assert reader.read() == NoReader()


@pytest.mark.parametrize("driver", _ALL)
def test_closing_twice_is_closing_once(open_reader, driver):
    reader = open_reader(driver)
    reader.close()
    reader.close()

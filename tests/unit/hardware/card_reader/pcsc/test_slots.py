import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.api import CardPresent, Mute, NoCard, NoReader, ServiceDown
from hardware.card_reader.pcsc.slots import SeenSlot, SlotTable


def slot(reader="A", counter=1, present=True, mute=False):
    return SeenSlot(reader, counter, present, mute, b"\x3b\x00")


def empty(reader="A", counter=0):
    return slot(reader, counter, present=False)


@pytest.fixture
def table():
    table = SlotTable()
    table.update([empty("A"), empty("B")])
    return table


def insertion(table):
    state = table.state()
    assert isinstance(state, CardPresent)
    return state.insertion


def readers_tried(table):
    return [card.slot.reader for card in table.candidates()]


def test_before_the_first_look_the_service_is_down():
    assert SlotTable().state() == ServiceDown()


def test_without_readers_there_is_no_reader(table):
    table.update([])
    assert table.state() == NoReader()


def test_empty_slots_hold_no_card(table):
    assert table.state() == NoCard()


def test_a_look_without_change_is_the_same_insertion(table):
    table.update([slot("A"), empty("B")])
    before = table.state()
    table.update([slot("A"), empty("B")])
    assert table.state() == before


def test_a_card_put_in_again_is_another_insertion_though_no_look_saw_the_slot_empty(table):
    table.update([slot("A", counter=1), empty("B")])
    before = insertion(table)
    table.update([slot("A", counter=3), empty("B")])
    assert insertion(table) != before


def test_a_restarted_service_never_repeats_an_insertion(table):
    table.update([slot("A", counter=1), empty("B")])
    before = insertion(table)
    table.service_lost(ServiceDown("access_refused"))
    assert table.state() == ServiceDown("access_refused")
    table.update([slot("A", counter=1), empty("B")])
    assert insertion(table) != before


def test_a_mute_card_is_mute(table):
    table.update([slot("A", mute=True), empty("B")])
    assert table.state() == Mute()


def test_the_card_put_in_last_is_tried_first(table):
    table.update([slot("A"), empty("B")])
    table.update([slot("A"), slot("B")])
    assert readers_tried(table) == ["B", "A"]


def test_a_card_that_stays_when_the_patient_takes_theirs_is_not_taken_for_a_new_one(table):
    table.update([slot("A"), empty("B")])
    table.update([slot("A"), slot("B")])
    table.update([slot("A"), empty("B", counter=2)])
    assert table.state() == NoCard()
    assert readers_tried(table) == []


def test_the_card_set_aside_counts_again_when_it_is_put_in_anew(table):
    table.update([slot("A"), empty("B")])
    table.update([slot("A"), slot("B")])
    table.update([slot("A"), empty("B", counter=2)])
    table.update([slot("A", counter=3), empty("B", counter=2)])
    assert readers_tried(table) == ["A"]


def test_a_card_beside_one_that_was_read_is_set_aside_and_the_visit_goes_on(table):
    table.update([slot("A"), slot("B")])
    visit = table.state()
    older = table.candidates()[-1]
    table.choose(older)
    assert table.state() == visit
    assert readers_tried(table) == [older.slot.reader]
    remaining = [each for each in ("A", "B") if each != older.slot.reader]
    table.update([empty(older.slot.reader, counter=2), slot(*remaining)])
    assert table.state() == NoCard()


def test_a_card_that_left_can_not_be_chosen(table):
    table.update([slot("A"), empty("B")])
    (card,) = table.candidates()
    table.update([empty("A", counter=2), empty("B")])
    table.choose(card)
    assert table.state() == NoCard()


def test_an_insertion_lasts_until_its_slot_counts_on(table):
    table.update([slot("A"), empty("B")])
    (card,) = table.candidates()
    assert table.holds(card)
    table.update([slot("A", counter=3), empty("B")])
    assert not table.holds(card)


looks = st.lists(
    st.lists(
        st.builds(slot, st.sampled_from("ABC"), st.integers(0, 3), st.booleans(), st.booleans()),
        max_size=3,
        unique_by=lambda each: each.reader,
    ),
    max_size=12,
)


@given(looks)
def test_a_number_is_given_to_one_insertion_only(sequence):
    table = SlotTable()
    seen = {}
    for look in sequence:
        table.update(look)
        for card in table.candidates():
            identity = (card.slot.reader, card.slot.event_counter, card.slot.mute)
            assert seen.setdefault(card.insertion, identity) == identity
        state = table.state()
        assert isinstance(state, NoReader) == (not look)
        assert isinstance(state, CardPresent | Mute) == bool(table.candidates())

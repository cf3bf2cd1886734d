"""Two slots under one pcscd: the patient's card is found by trying."""

import time

import pytest

from hardware.card_reader.api import CardKind, CardPresent, NoCard, Read, WrongCard
from tests.integration.card.slot import wait_for, wait_for_new_card


def given_names(reading):
    assert isinstance(reading, Read)
    return [person.given_name for person in reading.people]


@pytest.mark.parametrize(("vitale", "professional"), [(0, 1), (1, 0)])
def test_the_carte_vitale_is_found_in_either_slot(reader, card_emulator, vitale, professional):
    card_emulator.insert("professional", professional)
    first = wait_for(reader, CardPresent)
    card_emulator.insert("single", vitale)
    wait_for_new_card(reader, first)
    assert given_names(reader.read()) == ["DOMINIQUE"]


@pytest.mark.parametrize(("vitale", "professional"), [(0, 1), (1, 0)])
def test_the_carte_vitale_is_found_behind_a_card_put_in_later(reader, card_emulator, vitale, professional):
    card_emulator.insert("single", vitale)
    first = wait_for(reader, CardPresent)
    card_emulator.insert("professional", professional)
    visit = wait_for_new_card(reader, first)
    assert given_names(reader.read()) == ["DOMINIQUE"]
    assert reader.wait_for_change(visit, 0.2) == visit


def test_a_professional_card_that_stays_in_is_no_new_card_when_the_patient_takes_theirs(reader, card_emulator):
    card_emulator.insert("professional", 0)
    assert isinstance(wait_for(reader, CardPresent), CardPresent)
    assert reader.read() == WrongCard(CardKind.PROFESSIONAL)
    for card, people in (("single", ["DOMINIQUE"]), ("family", ["TOUSSAINT", "PIERRE-ALAIN"])):
        state = reader.wait_for_change(None, 0)
        card_emulator.insert(card, 1)
        wait_for_new_card(reader, state)
        assert given_names(reader.read()) == people
        card_emulator.remove(1)
        wait_for(reader, NoCard)


def test_a_card_put_in_again_is_another_insertion(reader, card_emulator):
    card_emulator.insert("single")
    first = wait_for(reader, CardPresent)
    card_emulator.remove()
    wait_for(reader, NoCard)
    card_emulator.insert("single")
    assert wait_for(reader, CardPresent) != first


def test_an_insertion_is_noticed_at_once(reader, card_emulator):
    """Within pcscd's poll of 0.4 s, as `make bench` measures; this leaves a busy machine as much again."""
    before = wait_for(reader, NoCard)
    started = time.monotonic()
    card_emulator.insert("single")
    wait_for_new_card(reader, before)
    assert time.monotonic() - started < 0.8

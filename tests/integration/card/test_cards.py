"""Every card of the emulator, through pcscd, as `kiosk card read --json` tells it."""

import json

import pytest

from hardware.card_reader.api import CardPresent, Mute
from kiosk.__main__ import main
from tests.emulators.card.cards import all_cards
from tests.integration.card.slot import wait_for

PEOPLE = {
    "single": ["DOMINIQUE"],
    "family": ["TOUSSAINT", "PIERRE-ALAIN"],
    "accents_and_lunar": ["HÉLÈNE"],
    "dependant_without_nir": ["TOUSSAINT", "ZOE"],
    "blank_nir": ["TOUSSAINT", "ZOE"],
    "family_of_19": ["TOUSSAINT", *(f"ENFANT {letter}" for letter in "BCDEFGHIJKLMNOPQRS")],
    "pointer_layout": ["TOUSSAINT", "PIERRE-ALAIN"],
    "long_lengths": ["TOUSSAINT", "PIERRE-ALAIN"],
    "filled_between": ["TOUSSAINT", "PIERRE-ALAIN"],
    "exactly_256_bytes": ["TOUSSAINT", "PIERRE-ALAIN"],
    "exactly_512_bytes": ["TOUSSAINT", *(f"ENFANT {letter}" for letter in "BCDEFGHI")],
    "one_wrong_record": ["TOUSSAINT"],
}
OTHER = {
    "mute": "mute",
    "vitale_1": "wrong_card",
    "professional": "wrong_card",
    "bank": "wrong_card",
    "t1_only": "wrong_card",
    "no_vitale_application": "wrong_card",
    "garbage": "unreadable",
    "blank": "unreadable",
    "truncated": "unreadable",
    "protected": "unreadable",
    "wrong_nir_key": "unreadable",
    "wrong_insured": "unreadable",
    "wrong_date": "unreadable",
    "unprintable_name": "unreadable",
    "more_numbers_than_people": "unreadable",
}


def test_every_card_has_its_expectation():
    assert set(PEOPLE) | set(OTHER) == set(all_cards())


@pytest.fixture
def card_read(reader, card_emulator, capsys):
    def run(card):
        card_emulator.insert(card)
        wait_for(reader, Mute if card == "mute" else CardPresent)
        status = main(["card", "read", "--json", "--wait", "5"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize("card", PEOPLE)
def test_a_carte_vitale_is_read(card_read, card):
    status, answer = card_read(card)
    assert status == 0
    assert answer["outcome"] == "read"
    assert [person["given_name"] for person in answer["people"]] == PEOPLE[card]
    assert [person["insured"] for person in answer["people"]] == [True] + [False] * (len(PEOPLE[card]) - 1)


@pytest.mark.parametrize("card", OTHER)
def test_another_card_is_told_apart(card_read, card):
    status, answer = card_read(card)
    assert status != 0
    assert answer["outcome"] == OTHER[card]
    assert "people" not in answer

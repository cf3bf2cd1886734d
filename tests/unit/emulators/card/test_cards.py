"""The emulator's own cards are written by an encoder of its own: it must write what the published images hold."""

import json
from pathlib import Path

import pytest

from tests.emulators.card import cards
from tests.emulators.card.cards import MF_VITALE, VITALE, Person, identities, numbers, pointer_file

PUBLISHED = json.loads(Path(cards.__file__).with_name("synthetic-cards.json").read_text(encoding="utf-8"))
IMAGES = [name for name, card in PUBLISHED.items() if isinstance(card, dict)]


def people(card):
    return [
        Person(family_name, given_name, birth_date, nir and nir + key[0])
        for family_name, given_name, birth_date, nir, *key in PUBLISHED[card]["people"]
    ]


@pytest.mark.parametrize("card", IMAGES)
def test_the_encoder_writes_the_published_images(card):
    image = cards.all_cards()[card]
    (identity_file,) = image.applications[MF_VITALE]
    assert identity_file.content.rstrip(b"\0") == identities(people(card))
    assert image.applications[VITALE][0].content.rstrip(b"\0") == numbers(people(card))


def test_the_encoder_writes_a_pointer_file_of_the_published_length():
    assert len(pointer_file()) == len(PUBLISHED["pointer_file_2001"]) // 2

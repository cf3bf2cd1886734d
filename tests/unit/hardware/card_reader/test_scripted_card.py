import pytest

from hardware.card_reader.apdu import select_master_file
from tests.unit.hardware.card_reader.scripted_card import ScriptedCard

SELECT = "00A40000023F00"


def test_an_unexpected_command_fails_the_test():
    with pytest.raises(AssertionError), ScriptedCard([("00B0820000", "9000")]) as card:
        card.transmit(select_master_file())


def test_a_command_too_many_fails_the_test():
    card = ScriptedCard([(SELECT, "9000")])
    card.transmit(select_master_file())
    with pytest.raises(AssertionError, match="too many"):
        card.transmit(select_master_file())


def test_an_unused_line_fails_the_test():
    with pytest.raises(AssertionError, match="never sent"), ScriptedCard([(SELECT, "9000"), (SELECT, "9000")]) as card:
        card.transmit(select_master_file())

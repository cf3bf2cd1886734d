import pytest

from tests.emulators.card.cards import VITALE, all_cards
from tests.emulators.card.t0 import T0Card

SELECT_ROOT = "00A40000023F00"
SELECT_VITALE = "00A404000B" + VITALE.hex()


def exchange(name, *commands):
    card = T0Card(all_cards()[name])
    return [card.answer(bytes.fromhex(command)).hex().upper() for command in commands]


@pytest.mark.parametrize(
    ("card", "commands", "answer"),
    [
        ("single", [SELECT_ROOT], "611E"),
        ("single", ["00A4000C023F00"], "9000"),
        ("single", [SELECT_ROOT, "00B0820000"], "6C7C"),
        ("single", [SELECT_ROOT, "00B0FF0000"], "6A82"),
        ("single", [SELECT_VITALE, "00A40200022001", "00C000001E", "00B00000FF"], "6C53"),
        ("single", [SELECT_VITALE, "00B0000000"], "6986"),
        ("single", [SELECT_VITALE, "00B0820050", "00B0005000"], "6B00"),
        ("single", ["00A404000102"], "6A82"),
        ("single", [SELECT_VITALE + "00"], "6700"),
        ("single", ["00A40900023F00"], "6A86"),
        ("single", ["00B0820000", "00C0000010"], "6700"),
        ("single", ["00CA006500"], "6D00"),
        ("single", ["80A40000023F00"], "6E00"),
        ("single", ["00"], "6700"),
        ("protected", [SELECT_VITALE, "00B0820000"], "6982"),
        ("vitale_1", [SELECT_ROOT], "6E00"),
        ("bank", [SELECT_ROOT], "6A82"),
    ],
)
def test_the_card_answers_as_t0_and_its_files_demand(card, commands, answer):
    assert exchange(card, *commands)[-1] == answer


def test_what_select_announces_is_given_once():
    _, given, again = exchange("single", SELECT_ROOT, "00C000001E", "00C000001E")
    assert given.startswith("6F1C")
    assert given.endswith("9000")
    assert again == "6700"


def test_a_read_goes_on_in_the_file_that_a_short_identifier_made_current():
    _, first, second = exchange("family_of_19", SELECT_ROOT, "00B0820000", "00B0010010")
    assert len(first) == 2 * (256 + 2)
    assert len(second) == 2 * (16 + 2)


def test_a_reset_leads_back_to_the_root_with_no_file_selected():
    card = T0Card(all_cards()["single"])
    card.answer(bytes.fromhex(SELECT_VITALE))
    card.answer(bytes.fromhex("00B0820000"))
    card.reset()
    assert card.answer(bytes.fromhex("00B0000000")).hex() == "6986"
    assert card.answer(bytes.fromhex("00B0820000")).hex() == "6c7c"

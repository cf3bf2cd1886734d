import pytest

from hardware.card_reader.api import CardPresent, Read
from tests.integration.card.fault_matrix import CARD, COMMANDS, FAULTS, Bench, run, table
from tests.integration.card.slot import wait_for


def test_the_matrix_covers_every_command_of_a_reading(reader, card_emulator):
    card_emulator.insert(CARD)
    wait_for(reader, CardPresent)
    card_emulator.clear()
    assert isinstance(reader.read(), Read)
    assert len(card_emulator.exchanges()) == COMMANDS


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_at_any_command_has_its_name_and_the_next_reading_succeeds(
    fault, pcscd, card_emulator, record_property
):
    cells = run(Bench(pcscd, card_emulator), fault)
    record_property("row", table({fault.name: cells}))
    assert [cell.fault for cell in cells] == [""] * COMMANDS
    assert [cell.recovered for cell in cells] == [True] * COMMANDS

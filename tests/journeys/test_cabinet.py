"""The lights lead through a visit, and every knob of the demo's panel turns."""

import pytest

from tests.emulators.cabinet import PRINTER, SLOT, TAKE_CARD, Cabinet
from tests.emulators.knobs import knobs
from tests.emulators.surroundings import Surroundings
from tests.journeys.conftest import StartKiosk

pytestmark = [pytest.mark.xdist_group("journeys")]


def test_lights_lead_to_the_slot_the_ticket_and_the_card(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet
):
    module = cabinet.module
    with start_kiosk(cabinet) as kiosk:
        kiosk.wait_for("welcome")
        module.wait_until(lambda lit: lit.is_on(SLOT))
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        module.wait_until(lambda lit: not lit.is_on(SLOT))
        kiosk.tap("confirm_identity.yes")
        kiosk.wait_for("take_card")
        for blinking in (PRINTER, TAKE_CARD):
            module.wait_until(lambda lit, light=blinking: lit.history(light)[-3:] == [True, False, True])
        around.card.remove()
        module.wait_until(lambda lit: not lit.is_on(TAKE_CARD))
    assert not module.is_on(SLOT)


def test_every_knob_of_the_demos_panel_turns(around: Surroundings, cabinet: Cabinet):
    for group, entries in knobs(around, cabinet).items():
        for knob in entries:
            knob.turn()
        assert len({knob.label for knob in entries}) == len(entries), group

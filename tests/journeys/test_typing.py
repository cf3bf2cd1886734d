"""Visits without a card, by touch and by keyboard alone; what is typed is searched for and kept nowhere."""

from pathlib import Path

import pytest

from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings
from tests.journeys.personal_data import traces_of
from tests.journeys.test_check_in import audit, printed

pytestmark = [pytest.mark.xdist_group("journeys")]

ZOE = ("ADRUN", "ZOE", "31121975")


def tap_keys(kiosk: KioskProcess, text: str) -> None:
    for character in text:
        # Long enough for the same key twice not to be taken for a trembling finger.
        kiosk.tap("keypad.key", index=ord(character), held_s=0.2)


def wait_for_field(kiosk: KioskProcess, trait: str) -> None:
    kiosk.wait_until(lambda screen: screen["title"] == f"type_traits.{trait}.title", f"field {trait}")


def test_without_a_card_the_name_is_typed_and_a_ticket_comes(kiosk: KioskProcess, around: Surroundings, tmp_path: Path):
    tickets = around.printer.tickets
    family_name, given_name, birth_date = ZOE
    kiosk.tap("welcome.no_card")
    kiosk.wait_for("see_desk")
    kiosk.tap("type_traits.wanted")
    wait_for_field(kiosk, "family_name")
    tap_keys(kiosk, family_name)
    kiosk.tap("type_traits.next")
    wait_for_field(kiosk, "given_names")
    tap_keys(kiosk, given_name)
    kiosk.tap("type_traits.next")
    wait_for_field(kiosk, "birth_date")
    tap_keys(kiosk, birth_date)
    kiosk.tap("type_traits.next")
    wait_for_field(kiosk, "sex")
    kiosk.tap("type_traits.female")
    wait_for_field(kiosk, "birth_place")
    kiosk.tap("type_traits.skip")
    kiosk.wait_for("confirm_identity")
    kiosk.tap("confirm_identity.yes")
    kiosk.wait_for("goodbye")
    ticket = printed(around, tickets + 1)
    for words in ("ADRUN", "ZOE", "31/12/1975"):
        assert words in ticket
    assert "insi_answered" in [record["event"] for record in audit(kiosk)]
    assert traces_of(["ADRUN", "31121975", "1975-12-31", "31/12/1975"], tmp_path) == []


def test_the_same_goes_by_keyboard_alone(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    kiosk.press("Tab", "Return")
    screen = kiosk.wait_for("see_desk")
    kiosk.press(*["Tab"] * position_of(screen, "type_traits.wanted"), "Return")
    wait_for_field(kiosk, "family_name")
    kiosk.press(*"adrum", "BackSpace", "n", "Return")
    wait_for_field(kiosk, "given_names")
    kiosk.press(*"zoe", "Return")
    wait_for_field(kiosk, "birth_date")
    kiosk.press(*"31121975", "Return")
    wait_for_field(kiosk, "sex")
    kiosk.press("Tab", "Return")
    wait_for_field(kiosk, "birth_place")
    screen = kiosk.wait_for("type_traits")
    kiosk.press(*["Tab"] * position_of(screen, "type_traits.skip"), "Return")
    screen = kiosk.wait_for("confirm_identity")
    kiosk.press(*["Tab"] * position_of(screen, "confirm_identity.yes"), "Return")
    kiosk.wait_for("goodbye")
    assert "ADRUN" in printed(around, tickets + 1)


def position_of(screen: dict, message_id: str) -> int:
    """Tell how often Tab leads there."""
    return [control["message_id"] for control in screen["controls"]].index(message_id) + 1


def test_a_slip_is_told_at_its_field_and_mended(kiosk: KioskProcess):
    kiosk.tap("welcome.no_card")
    kiosk.wait_for("see_desk")
    kiosk.tap("type_traits.wanted")
    wait_for_field(kiosk, "family_name")
    kiosk.tap("type_traits.next")
    kiosk.wait_until(lambda screen: screen["sentence"] == "type_traits.missing", "what is missing")
    kiosk.press("7")
    kiosk.wait_until(lambda screen: screen["sentence"] == "type_traits.not_a_name", "what a name is made of")
    tap_keys(kiosk, "A")
    kiosk.wait_until(lambda screen: screen["sentence"] == "type_traits.sentence", "the slip forgotten")
    kiosk.tap("type_traits.next")
    wait_for_field(kiosk, "given_names")
    kiosk.tap("type_traits.back")
    wait_for_field(kiosk, "family_name")
    kiosk.tap("type_traits.back")
    kiosk.wait_for("welcome")

"""Visits by touch, from the card to the paper; after each, nothing personal is left behind (see `start_kiosk`)."""

import json
from pathlib import Path

import pytest

from kiosk.i18n import languages
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings
from tests.journeys.conftest import StartKiosk
from tests.journeys.personal_data import traces_of_persons

pytestmark = [pytest.mark.xdist_group("journeys")]


def printed(around: Surroundings, count: int) -> str:
    """The words of the last ticket, commands between them, once `count` have come out."""
    around.printer.wait_for_tickets(count, timeout_s=15)
    return " ".join(around.printer.raw().decode("cp1252", "replace").split())


def audit(kiosk: KioskProcess) -> list[dict]:
    """End the kiosk, so that its last record is written, and read the audit."""
    assert kiosk.stop() == 0
    return [json.loads(line) for line in (kiosk.settings.state_dir / "events.jsonl").read_text("utf-8").splitlines()]


def states(kiosk: KioskProcess) -> list[str]:
    return [record["state"] for record in audit(kiosk) if record["event"] == "state_entered"]


def test_the_last_record_is_that_of_the_stop(kiosk: KioskProcess):
    *_, last = audit(kiosk)
    assert (last["event"], last["status"]) == ("kiosk_stopped", 0)


def test_one_person_checks_in(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    around.card.insert("single")
    screen = kiosk.wait_for("confirm_identity")
    assert screen["title"] == "confirm_identity.title"
    kiosk.tap("confirm_identity.yes")
    kiosk.wait_for("take_card")
    ticket = printed(around, tickets + 1)
    for words in ("Centre hospitalier de Valmont", "A 1", "ADRTROIS", "DOMINIQUE", "26/02/1997", "Née le"):
        assert words in ticket
    assert "297022A020778" not in ticket
    around.card.remove()
    kiosk.wait_for("goodbye")
    kiosk.wait_for("welcome")
    assert states(kiosk) == [
        "welcome",
        "reading_card",
        "asking_insi",
        "confirm_identity",
        "printing",
        "take_card",
        "goodbye",
        "welcome",
    ]


def test_of_a_family_the_one_who_comes_is_asked_for(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    around.card.insert("family")
    kiosk.wait_for("choose_person")
    kiosk.tap("choose_person.person", index=1)
    kiosk.wait_for("confirm_identity")
    kiosk.tap("confirm_identity.dependent.yes")
    kiosk.wait_for("take_card")
    ticket = printed(around, tickets + 1)
    assert "ECETINSI" in ticket
    assert "MURIEL" in ticket
    assert "TOUSSAINT" not in ticket


def test_a_lost_ticket_is_printed_again_once_and_says_duplicata(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")
    kiosk.tap("confirm_identity.yes")
    kiosk.wait_for("take_card")
    assert "DUPLICATA" not in printed(around, tickets + 1)
    kiosk.tap("take_card.reprint")
    assert "DUPLICATA" in printed(around, tickets + 2)
    screen = kiosk.wait_for("take_card")
    assert "take_card.reprint" not in [control["message_id"] for control in screen["controls"]]


def test_who_is_not_found_by_the_card_is_searched_by_traits(kiosk: KioskProcess, around: Surroundings):
    around.insi.steering.fault("insi_101")
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")
    calls = [record["result"] for record in audit(kiosk) if record["event"] == "insi_called"]
    assert calls == ["insi_101", "found"]


def test_without_insi_the_ticket_is_printed_and_says_so(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    around.insi.steering.drop(None)
    around.card.insert("single")
    kiosk.wait_for("take_card")
    ticket = printed(around, tickets + 1)
    assert "ADRTROIS" in ticket
    assert "INSi indisponible" in ticket


def test_a_foreign_server_certificate_ends_in_degraded_mode_and_is_named(start_kiosk: StartKiosk, around: Surroundings):
    tickets = around.printer.tickets
    with start_kiosk(ca_file=around.insi.pki.foreign_ca) as kiosk:
        kiosk.wait_for("welcome")
        around.card.insert("single")
        kiosk.wait_for("take_card")
        assert "INSi indisponible" in printed(around, tickets + 1)
        answered = next(record for record in audit(kiosk) if record["event"] == "insi_answered")
        assert answered["result"] == "unavailable"
        assert "server" in answered["code"]


@pytest.mark.parametrize(("trouble", "code"), [("paper out", "P-201"), ("cover open", "P-202")])
def test_without_paper_the_number_is_shown_in_large_digits(
    kiosk: KioskProcess, around: Surroundings, trouble: str, code: str
):
    around.printer.steer(trouble)
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")
    kiosk.tap("confirm_identity.yes")
    kiosk.wait_for("show_number")
    around.card.remove()
    entered = [record for record in audit(kiosk) if record.get("state") == "show_number"]
    assert [record["problem"] for record in entered] == [code]


def test_a_card_pulled_while_it_is_read_is_asked_for_again(kiosk: KioskProcess, around: Surroundings):
    around.card.insert("single")
    around.card.withdraw(at=2)
    kiosk.wait_for("card_problem")
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")


def test_a_card_pulled_while_insi_is_asked_drops_the_answer(kiosk: KioskProcess, around: Surroundings):
    around.insi.steering.delay(2)
    around.card.insert("single")
    kiosk.wait_for("asking_insi")
    around.card.remove()
    kiosk.wait_for("card_problem")
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")
    answered = [record["visit"] for record in audit(kiosk) if record["event"] == "insi_answered"]
    assert len(answered) == 1, "the late answer of the first visit left a trace"


def test_a_card_pulled_while_printing_still_gets_its_ticket(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    around.printer.steer("busy")
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")
    kiosk.tap("confirm_identity.yes")
    kiosk.wait_for("printing")
    around.card.remove()
    around.printer.steer("idle")
    kiosk.wait_for("goodbye")
    assert "ADRTROIS" in printed(around, tickets + 1)


@pytest.mark.parametrize(
    ("card", "code"), [("bank", "R-204"), ("vitale_1", "R-202"), ("professional", "R-203"), ("mute", "R-201")]
)
def test_a_wrong_card_is_refused_by_name_and_the_kiosk_is_ready_again(
    kiosk: KioskProcess, around: Surroundings, card: str, code: str
):
    around.card.insert(card)
    kiosk.wait_for("card_problem")
    around.card.remove()
    kiosk.wait_for("welcome")
    assert [record["problem"] for record in audit(kiosk) if record.get("state") == "card_problem"] == [code]


def test_the_words_change_with_the_language_at_once(kiosk: KioskProcess):
    assert kiosk.screen()["language"] == "fr"
    kiosk.tap("footer.language")
    kiosk.wait_for("language")
    kiosk.tap("language.choice", index=languages().index("ar"))
    kiosk.wait_until(lambda screen: (screen["page"], screen["language"]) == ("welcome", "ar"), "Arabic")


def test_a_killed_card_service_puts_the_kiosk_out_of_service_and_back(kiosk: KioskProcess, around: Surroundings):
    around.pcscd.kill()
    kiosk.wait_for("out_of_service")
    around.pcscd.start()
    kiosk.wait_for("welcome")
    around.card.insert("single")
    kiosk.wait_for("confirm_identity")


def test_the_search_for_personal_data_finds_it(tmp_path: Path):
    (tmp_path / "log").write_bytes(b"... 26/02/1997 ...")
    assert traces_of_persons(tmp_path) == ["log: b'26/02/1997'"]

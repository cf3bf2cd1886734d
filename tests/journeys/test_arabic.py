"""A whole check-in in Arabic, by touch: the page mirrored, every text read back in Arabic, the ticket for the desk."""

import unicodedata

import pytest

from kiosk.i18n import Catalog, languages
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings
from tests.journeys.test_check_in import printed

pytestmark = [pytest.mark.xdist_group("journeys")]


def lefts(screen: dict) -> dict[str, int]:
    return {control["message_id"]: control["rect"]["x"] for control in screen["controls"]}


def is_arabic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    arabic = [letter for letter in letters if unicodedata.bidirectional(letter) == "AL"]
    return len(arabic) > len(letters) / 2


def read_back(screen: dict) -> list[str]:
    """The page's texts in its own language, by the message ids that it shows."""
    shown = [screen["title"], *([screen["sentence"]] if screen["sentence"] else [])]
    own_texts = [control["message_id"] for control in screen["controls"] if control["message_id"] != "footer.language"]
    texts = Catalog.load(screen["language"]).texts
    return [texts[message_id] for message_id in (*shown, *own_texts) if message_id != "choose_person.person"]


def test_a_family_member_checks_in_in_arabic(kiosk: KioskProcess, around: Surroundings):
    tickets = around.printer.tickets
    in_french = lefts(kiosk.wait_for("welcome"))
    kiosk.tap("footer.language")
    kiosk.tap("language.choice", index=languages().index("ar"))
    screen = kiosk.wait_until(lambda shown: (shown["page"], shown["language"]) == ("welcome", "ar"), "Arabic")
    in_arabic = lefts(screen)
    assert in_french["footer.language"] < in_french["footer.help"]
    assert in_arabic["footer.language"] > in_arabic["footer.help"]
    pages = [screen]
    around.card.insert("family")
    pages.append(kiosk.wait_for("choose_person"))
    kiosk.tap("choose_person.person", index=0)
    asked = kiosk.wait_for("confirm_identity")
    assert lefts(asked)["confirm_identity.yes"] < lefts(asked)["confirm_identity.no"]
    kiosk.tap("confirm_identity.yes")
    pages += [asked, kiosk.wait_for("take_card")]
    around.card.remove()
    pages.append(kiosk.wait_for("goodbye"))
    for page in pages:
        assert page["language"] == "ar"
        for text in read_back(page):
            assert is_arabic(text), (page["page"], text)
    ticket = printed(around, tickets + 1)
    assert "TOUSSAINT" in ticket
    assert "Née le" in ticket or "Né le" in ticket, "the desk reads French"
    kiosk.wait_until(lambda shown: (shown["page"], shown["language"]) == ("welcome", "fr"), "French again", 15)

from datetime import UTC, datetime

from kiosk.ticket.letterhead import Letterhead
from kiosk.ticket.ticket import PatientTexts
from kiosk.ticket.visit_code import read_visit_code
from tests.people import TOUSSAINT

TEXTS = PatientTexts(instruction="Présentez ce ticket.")


def write(letterhead, visit="0123456789abcdef"):
    return letterhead.ticket(
        TOUSSAINT, number="A 1", visit=visit, printed_at=datetime(2026, 11, 23, 10, 42, tzinfo=UTC), texts=TEXTS
    )


def test_every_ticket_of_a_kiosk_has_the_same_head():
    ticket = write(Letterhead("Centre hospitalier de Valmont", "Consultations", head_lines=("Hall B",)))
    assert (ticket.establishment, ticket.service, ticket.head_lines) == (
        "Centre hospitalier de Valmont",
        "Consultations",
        ("Hall B",),
    )


def test_the_code_for_the_desk_follows_from_the_visit_and_tells_visits_apart():
    first, again, other = (
        write(Letterhead("CH"), visit).visit_code for visit in ("00" * 8, "00" * 8, "0123456789abcdef")
    )
    assert first == again != other
    assert read_visit_code(other) == other


def test_a_desk_that_uses_no_codes_gets_none():
    assert write(Letterhead("CH", has_visit_code=False)).visit_code is None

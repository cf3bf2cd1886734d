import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hardware.card_reader.api import PersonOnCard
from hardware.printer.document import Columns, Text
from kiosk.identity.ins import Ins
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found
from kiosk.ticket.layout import compose
from kiosk.ticket.patient_texts import PATIENT_TEXTS
from kiosk.ticket.ticket import Ticket

_TRAITS = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220")
_FOUND = Found(Ins("1090763220834", "51", "1.2.250.1.213.1.4.8"), (), _TRAITS)
_TICKET = Ticket(
    establishment="Centre hospitalier de Valmont",
    service="Consultations",
    printed_at=datetime(2026, 11, 23, 10, 42, tzinfo=ZoneInfo("Europe/Paris")),
    number="A 12",
    holder=_FOUND,
    texts=PATIENT_TEXTS["fr"],
)
_CARD = PersonOnCard(0, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "51")


def _texts(ticket):
    texts = []
    for block in compose(ticket).blocks:
        match block:
            case Text():
                texts.append(block)
            case Columns(left, right):
                texts += [left, right]
    return texts


def _lines(ticket):
    return [text.text.replace("\u00a0", " ") for text in _texts(ticket)]


def _holding(**traits):
    return replace(_TICKET, holder=replace(_FOUND, traits=replace(_TRAITS, **traits)))


def test_the_ticket_reads_from_the_establishment_to_what_the_identity_is_worth():
    assert _lines(_TICKET) == [
        "Centre hospitalier de Valmont",
        "Consultations",
        "lundi 23 novembre 2026 · 10:42",
        "A 12",
        "Nom de naissance",
        "ECETINSI",
        "Prénoms de naissance",
        "PIERRE-ALAIN MURIEL FLORIANT",
        "Né le",
        "Sexe",
        "14/07/2009",
        "M",
        "Présentez ce ticket et une pièce d’identité à l’accueil.",
        "Identité à confirmer par l’accueil",
    ]


def test_the_number_is_the_largest_text_and_what_to_do_stands_in_the_one_black_band():
    texts = _texts(_TICKET)
    assert max(texts, key=lambda text: text.height).text == "A\u00a012"
    assert [text.text for text in texts if text.reverse] == [PATIENT_TEXTS["fr"].instruction]


@pytest.mark.parametrize("status", [IdentityStatus.PROVISIONAL, IdentityStatus.RETRIEVED, IdentityStatus.VALIDATED])
def test_below_qualified_no_number_of_the_patient_is_on_paper(status):
    lines = " ".join(_lines(replace(_TICKET, holder=replace(_FOUND, identity_status=status))))
    assert not re.search(r"\d{5}", lines.replace(" ", ""))


def test_without_insi_the_ticket_says_what_was_read_from_the_card_and_what_is_left_to_do():
    assert _lines(replace(_TICKET, holder=_CARD))[4:] == [
        "Nom lu sur la carte",
        "ECETINSI",
        "Prénom lu sur la carte",
        "PIERRE-ALAIN",
        "Date de naissance",
        "14/07/2009",
        "Présentez ce ticket et une pièce d’identité à l’accueil.",
        "Identité non vérifiée",
        "INSi indisponible. À compléter à l’accueil.",
    ]


@pytest.mark.parametrize(("sex", "born"), [("F", "Née le"), ("M", "Né le"), ("I", "Date de naissance")])
def test_the_label_of_the_birth_date_agrees_with_the_sex(sex, born):
    assert born in _lines(_holding(sex=sex))


def test_one_given_name_is_announced_as_one():
    assert "Prénom de naissance" in _lines(_holding(birth_given_names=("ANNE",)))


def test_a_trait_that_insi_did_not_send_is_said_to_be_missing():
    lines = _lines(_holding(birth_given_names=(), sex="", birth_date=""))
    assert lines.count("non renseigné") == 3


def test_a_kiosk_that_serves_the_whole_house_names_no_service():
    assert "" not in _lines(replace(_TICKET, service=""))


def test_the_patient_reads_his_own_language_and_the_staff_reads_french():
    lines = _lines(replace(_TICKET, texts=PATIENT_TEXTS["en"]))
    assert "Show this ticket and your ID at the reception desk." in lines
    assert "Identité à confirmer par l’accueil" in lines


def test_neither_ticket_nor_document_shows_anybody_in_a_log():
    for text in (repr(_TICKET), repr(compose(_TICKET))):
        assert "ECETINSI" not in text
        assert "2009" not in text

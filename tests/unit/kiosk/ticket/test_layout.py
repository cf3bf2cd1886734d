import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hardware.card_reader.api import PersonOnCard
from hardware.printer.document import Code128, Columns, Matrix, Picture, Text
from kiosk.identity.ins import Ins
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found
from kiosk.ticket.layout import LARGE_PRINT, compose
from kiosk.ticket.ticket import PatientTexts, Ticket

_OID_NIR = "1.2.250.1.213.1.4.8"
_OID_TEST = "1.2.250.1.213.1.4.10"
_INSTRUCTION = "Présentez ce ticket et une pièce d’identité à l’accueil."
_TRAITS = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220")
_FOUND = Found(Ins("1090763220834", "89", _OID_NIR), (), _TRAITS)
_TICKET = Ticket(
    establishment="Centre hospitalier de Valmont",
    service="Consultations",
    printed_at=datetime(2026, 11, 23, 10, 42, tzinfo=ZoneInfo("Europe/Paris")),
    number="A 12",
    holder=_FOUND,
    texts=PatientTexts(_INSTRUCTION),
)
_CARD = PersonOnCard(0, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "89")


def _in(block):
    match block:
        case Text():
            return [block]
        case Columns(left, right):
            return [left, right]
        case _:
            return []


def _texts(ticket):
    return [text for block in compose(ticket).blocks for text in _in(block)]


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
    assert [text.text for text in texts if text.reverse] == [_INSTRUCTION]


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
        "INSi indisponible.",
        "À compléter à l’accueil.",
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
    lines = _lines(replace(_TICKET, texts=PatientTexts("Show this ticket and your ID at the reception desk.")))
    assert "Show this ticket and your ID at the reception desk." in lines
    assert "Identité à confirmer par l’accueil" in lines


def test_neither_ticket_nor_document_shows_anybody_in_a_log():
    for text in (repr(_TICKET), repr(compose(_TICKET))):
        assert "ECETINSI" not in text
        assert "2009" not in text


def _qualified(oid=_OID_NIR, **changes):
    found = replace(_FOUND, ins=replace(_FOUND.ins, oid=oid), identity_status=IdentityStatus.QUALIFIED)
    return replace(_TICKET, holder=found, **changes)


def _matrices(ticket):
    return [block for block in compose(ticket).blocks if isinstance(block, Matrix)]


def test_a_qualified_identity_is_printed_with_its_matricule_oid_place_and_code():
    lines = _lines(_qualified())
    start = lines.index("Lieu de naissance (code INSEE)")
    assert lines[start : start + 6] == [
        "Lieu de naissance (code INSEE)",
        "63220",
        "Matricule INS (NIR)",
        "1 09 07 63 220 834 89",
        f"OID {_OID_NIR}",
        "INS à scanner",
    ]
    assert len(_matrices(_qualified())) == 1
    assert "Identité qualifiée" in lines


def test_a_test_matricule_is_printed_in_a_test_configuration_only_and_says_so_in_white_on_black():
    assert not _matrices(_qualified(_OID_TEST))
    on_test = _qualified(_OID_TEST, is_test_configuration=True)
    assert len(_matrices(on_test)) == 1
    assert "IDENTITÉ DE TEST" in [text.text for text in _texts(on_test) if text.reverse]
    assert "Matricule INS (NIR de test)" in _lines(on_test)


def test_an_identity_that_the_code_cannot_hold_says_which_trait_it_is():
    found = replace(_qualified().holder, traits=replace(_TRAITS, sex="I"))
    ticket = replace(_TICKET, holder=found)
    assert not _matrices(ticket)
    assert "Datamatrix INS impossible : sexe" in _lines(ticket)


def test_a_second_copy_says_so_before_anything_else():
    ticket = replace(_TICKET, is_duplicate=True)
    assert _texts(ticket)[0].text == "DUPLICATA"
    assert _texts(ticket)[0].reverse


def test_the_establishments_own_marks_stand_at_head_and_foot():
    logo = Picture(8, bytes(8))
    ticket = replace(_TICKET, logo=logo, head_lines=("Tél. 05 55 00 00 00",), foot_lines=("Merci.", "À bientôt."))
    assert compose(ticket).blocks[0] is logo
    assert _lines(ticket)[:2] == ["Centre hospitalier de Valmont", "Tél. 05 55 00 00 00"]
    assert _lines(ticket)[-2:] == ["Merci.", "À bientôt."]


def test_the_desks_code_is_printed_where_the_desk_uses_one():
    assert Code128("V7K2-93QD") in compose(replace(_TICKET, visit_code="V7K2-93QD")).blocks
    assert not [block for block in compose(_TICKET).blocks if isinstance(block, Code128)]


def test_large_print_enlarges_every_text():
    standard = _texts(_TICKET)
    large = [text for block in compose(_TICKET, LARGE_PRINT).blocks for text in _in(block)]
    assert [text.text for text in large] == [text.text for text in standard]
    assert all(big.height > text.height for big, text in zip(large, standard, strict=True))

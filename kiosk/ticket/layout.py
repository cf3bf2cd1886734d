"""The ticket as a document: what stands where, and how large; pure."""

from collections.abc import Iterator
from typing import assert_never

from hardware.card_reader.api import PersonOnCard
from hardware.printer.document import Align, Block, Columns, Document, Rule, Space, Text
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.insi.outcome import Found
from kiosk.ticket.french_date import day_first, in_words
from kiosk.ticket.ticket import Ticket

_GAP = Space(14)
_WIDE_GAP = Space(24)
_DATE_SHARE = 0.7
"""A date in double width needs two thirds of a 58 mm paper."""
_MISSING = "non renseigné"


def compose(ticket: Ticket) -> Document:
    """Lay the ticket out for any paper width."""
    return Document(tuple(_blocks(ticket)))


def _blocks(ticket: Ticket) -> Iterator[Block]:
    yield Text(ticket.establishment, width=2, height=2, bold=True, align=Align.CENTER)
    if ticket.service:
        yield Text(ticket.service, align=Align.CENTER)
    yield Text(in_words(ticket.printed_at), align=Align.CENTER)
    yield _GAP
    yield Text(ticket.number, width=6, height=6, bold=True, align=Align.CENTER)
    yield _GAP
    yield Rule()
    yield _WIDE_GAP
    match ticket.holder:
        case Found(traits=traits):
            yield from _traits(traits)
        case PersonOnCard():
            yield from _card(ticket.holder)
        case _:
            assert_never(ticket.holder)
    yield _WIDE_GAP
    yield Text(ticket.texts.instruction, width=2, height=2, bold=True, reverse=True)
    yield _WIDE_GAP
    yield from _standing(ticket.holder)
    yield _WIDE_GAP


def _traits(traits: StrictTraits) -> Iterator[Block]:
    given_names = traits.birth_given_names
    yield from _field("Nom de naissance", traits.birth_family_name)
    yield from _field("Prénoms de naissance" if len(given_names) > 1 else "Prénom de naissance", " ".join(given_names))
    yield Columns(Text(_born(traits.sex)), Text("Sexe"), _DATE_SHARE)
    yield Columns(_value(day_first(traits.birth_date)), _value(traits.sex), _DATE_SHARE)


def _card(person: PersonOnCard) -> Iterator[Block]:
    yield from _field("Nom lu sur la carte", person.family_name)
    yield from _field("Prénom lu sur la carte", person.given_name)
    yield Text(_born(""))
    yield _value(day_first(person.birth_date))


def _field(label: str, value: str) -> Iterator[Block]:
    yield Text(label)
    yield _value(value)
    yield _GAP


def _value(value: str) -> Text:
    return Text(value or _MISSING, width=2, height=2, bold=True)


def _born(sex: str) -> str:
    match sex:
        case Sex.FEMALE.value:
            return "Née le"
        case Sex.MALE.value:
            return "Né le"
        case _:
            return "Date de naissance"


def _standing(holder: Found | PersonOnCard) -> Iterator[Block]:
    """Say in words, for the desk, what the identity above is worth."""
    match holder:
        case PersonOnCard():
            yield Text("Identité non vérifiée", width=2, height=2, bold=True, align=Align.CENTER)
            yield Text("INSi indisponible. À compléter à l’accueil.", bold=True, align=Align.CENTER)
        case Found():
            yield Text(_status_in_words(holder.identity_status), align=Align.CENTER)
        case _:
            assert_never(holder)


def _status_in_words(status: IdentityStatus) -> str:
    match status:
        case IdentityStatus.PROVISIONAL | IdentityStatus.RETRIEVED:
            return "Identité à confirmer par l’accueil"
        case IdentityStatus.VALIDATED:
            return "Identité validée, INS à rechercher par l’accueil"
        case IdentityStatus.QUALIFIED:
            return "Identité qualifiée"
        case _:
            assert_never(status)

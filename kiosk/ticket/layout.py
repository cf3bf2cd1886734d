"""The ticket as a document: what stands where, and how large; pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, assert_never

from hardware.card_reader.api import PersonOnCard
from hardware.printer.document import Align, Block, Code128, Columns, Document, Rule, Space, Text
from kiosk.identity.ins import Ins, MatriculeKind
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.insi.outcome import Found
from kiosk.ticket import datamatrix
from kiosk.ticket.french_date import day_first, in_words
from kiosk.ticket.policy import permission
from kiosk.ticket.ticket import Ticket

_GAP: Final = Space(14)
_WIDE_GAP: Final = Space(24)
_DATE_SHARE: Final = 0.7
"""A date in double width needs two thirds of a 58 mm paper."""
_MISSING: Final = "non renseigné"
_NO_BREAK_SPACE: Final = "\u00a0"


@dataclass(frozen=True)
class Sizes:
    """How many times larger than the printer's normal characters."""

    number: int
    value: int
    """Names, dates, and the instruction."""
    label: int


STANDARD: Final = Sizes(number=6, value=2, label=1)
LARGE_PRINT: Final = Sizes(number=8, value=3, label=2)
"""For readers with low vision; what does not fit in this size the printer makes smaller, never shorter."""


def compose(ticket: Ticket, sizes: Sizes = STANDARD) -> Document:
    """Lay the ticket out, for any paper width."""
    return Document(tuple(_Composer(ticket, sizes).blocks()))


class _Composer:
    def __init__(self, ticket: Ticket, sizes: Sizes) -> None:
        self._ticket = ticket
        self._sizes = sizes

    def blocks(self) -> Iterator[Block]:
        yield from self._head()
        yield from self._identity()
        yield _WIDE_GAP
        yield self._large(self._ticket.texts.instruction, reverse=True)
        if self._ticket.visit_code:
            yield _WIDE_GAP
            yield Code128(self._ticket.visit_code)
        yield _WIDE_GAP
        yield from self._standing()
        if self._ticket.foot_lines:
            yield _GAP
            yield Rule()
            yield _GAP
            yield from (self._label(line, Align.CENTER) for line in self._ticket.foot_lines)
        yield _WIDE_GAP

    def _head(self) -> Iterator[Block]:
        ticket = self._ticket
        if ticket.is_duplicate:
            yield Text("DUPLICATA", width=2, height=2, bold=True, reverse=True, align=Align.CENTER)
            yield _WIDE_GAP
        if ticket.logo:
            yield ticket.logo
            yield _GAP
        yield self._large(ticket.establishment, Align.CENTER)
        for line in (*ticket.head_lines, ticket.service, in_words(ticket.printed_at)):
            if line:
                yield self._label(line, Align.CENTER)
        yield _GAP
        # The number stays on one line, however large.
        number = ticket.number.replace(" ", _NO_BREAK_SPACE)
        yield Text(number, width=self._sizes.number, height=self._sizes.number, bold=True, align=Align.CENTER)
        yield _GAP
        yield Rule()
        yield _WIDE_GAP

    def _identity(self) -> Iterator[Block]:
        match self._ticket.holder:
            case Found(ins=ins, traits=traits, identity_status=status):
                allowed = permission(status, ins.kind, test_configuration=self._ticket.is_test_configuration)
                if allowed.is_for_test:
                    yield self._large("IDENTITÉ DE TEST", Align.CENTER, reverse=True)
                    yield _WIDE_GAP
                yield from self._traits(traits)
                if allowed.matricule:
                    yield from self._ins(ins, traits)
            case PersonOnCard() as person:
                yield from self._field("Nom lu sur la carte", person.family_name)
                yield from self._field("Prénom lu sur la carte", person.given_name)
                yield self._label(_born(""))
                yield self._value(day_first(person.birth_date))
            case _:
                assert_never(self._ticket.holder)

    def _traits(self, traits: StrictTraits) -> Iterator[Block]:
        given_names = traits.birth_given_names
        yield from self._field("Nom de naissance", traits.birth_family_name)
        yield from self._field(
            "Prénoms de naissance" if len(given_names) > 1 else "Prénom de naissance", " ".join(given_names)
        )
        yield Columns(self._label(_born(traits.sex)), self._label("Sexe"), _DATE_SHARE)
        yield Columns(self._value(day_first(traits.birth_date)), self._value(traits.sex), _DATE_SHARE)

    def _ins(self, ins: Ins, traits: StrictTraits) -> Iterator[Block]:
        """What a qualified patient's document carries besides the other traits (EXI DIF 02)."""
        yield _GAP
        yield from self._field("Lieu de naissance (code INSEE)", traits.birth_place_cog)
        yield from self._field(f"Matricule INS ({_KINDS_IN_WORDS[ins.kind]})", _grouped(ins))
        yield self._label(f"OID {ins.oid}")
        yield _WIDE_GAP
        match datamatrix.payload(ins, traits):
            case datamatrix.Payload() as payload:
                yield datamatrix.symbol(payload)
                yield Text("INS à scanner", bold=True, align=Align.CENTER)
            case datamatrix.NotEncodable(trait):
                yield Text(f"Datamatrix INS impossible : {_TRAITS_IN_WORDS[trait]}", bold=True, align=Align.CENTER)

    def _standing(self) -> Iterator[Block]:
        """Say in words, for the desk, what the identity above is worth."""
        match self._ticket.holder:
            case PersonOnCard():
                yield self._large("Identité non vérifiée", Align.CENTER)
                yield replace(self._label("INSi indisponible.", Align.CENTER), bold=True)
                yield replace(self._label("À compléter à l’accueil.", Align.CENTER), bold=True)
            case Found(identity_status=status):
                yield self._label(_status_in_words(status), Align.CENTER)
            case _:
                assert_never(self._ticket.holder)

    def _field(self, label: str, value: str) -> Iterator[Block]:
        yield self._label(label)
        yield self._value(value)
        yield _GAP

    def _label(self, text: str, align: Align = Align.LEFT) -> Text:
        return Text(text, width=self._sizes.label, height=self._sizes.label, align=align)

    def _value(self, value: str) -> Text:
        return self._large(value or _MISSING)

    def _large(self, text: str, align: Align = Align.LEFT, *, reverse: bool = False) -> Text:
        size = self._sizes.value
        return Text(text, width=size, height=size, bold=True, reverse=reverse, align=align)


_TRAITS_IN_WORDS: Final = {
    "matricule": "matricule",
    "oid": "OID",
    "birth_given_names": "prénoms",
    "birth_family_name": "nom",
    "sex": "sexe",
    "birth_date": "date de naissance",
    "birth_place_cog": "lieu de naissance",
}


_KINDS_IN_WORDS: Final = {
    MatriculeKind.NIR: "NIR",
    MatriculeKind.NIA: "NIA",
    MatriculeKind.NIR_TEST: "NIR de test",
    MatriculeKind.NIR_DEMO: "NIR de démonstration",
}
"""Of the kinds that may be on paper at all."""


def _born(sex: str) -> str:
    match sex:
        case Sex.FEMALE.value:
            return "Née le"
        case Sex.MALE.value:
            return "Né le"
        case _:
            return "Date de naissance"


def _grouped(ins: Ins) -> str:
    """Write the matricule as on paper in France: 1 09 07 63 220 834 89."""
    number, groups = ins.matricule, (1, 2, 2, 2, 3, 3)
    parts = []
    for length in groups:
        parts.append(number[:length])
        number = number[length:]
    return " ".join(part for part in (*parts, number, ins.key or "") if part)


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

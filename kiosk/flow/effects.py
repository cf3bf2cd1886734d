"""What the flow asks of the workers. Each carries the visit it belongs to."""

from dataclasses import dataclass, field
from typing import TypeAlias

from hardware.card_reader.api import PersonOnCard
from kiosk.flow.states import VisitToken
from kiosk.insi.query import TraitsQuery
from kiosk.ticket.ticket import Holder


@dataclass(frozen=True)
class ReadCard:
    visit: VisitToken


@dataclass(frozen=True)
class WarmUpInsi:
    """Open the connection while the card is being read."""

    visit: VisitToken


@dataclass(frozen=True)
class AskInsi:
    visit: VisitToken
    person: PersonOnCard = field(repr=False)
    insured: PersonOnCard = field(repr=False)


@dataclass(frozen=True)
class AskInsiByTraits:
    visit: VisitToken
    query: TraitsQuery = field(repr=False)


@dataclass(frozen=True)
class IssueNumber:
    visit: VisitToken


@dataclass(frozen=True)
class PrintTicket:
    visit: VisitToken
    number: str
    holder: Holder = field(repr=False)
    language: str
    is_large: bool = False
    is_duplicate: bool = False


Effect: TypeAlias = ReadCard | WarmUpInsi | AskInsi | AskInsiByTraits | IssueNumber | PrintTicket

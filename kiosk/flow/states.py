"""The situations a visit goes through. Personal data live here and nowhere else: leaving a state erases them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NewType, TypeAlias

from hardware.card_reader.api import PersonOnCard
from kiosk.flow.typed_traits import TraitField, TypedTraits, TypingMistake
from kiosk.insi.outcome import Found
from kiosk.insi.query import TraitsQuery
from kiosk.problems import Problem
from kiosk.ticket.ticket import Holder

VisitToken = NewType("VisitToken", str)
"""Random, new for each visit; it means nothing outside the kiosk."""


class DeskReason(Enum):
    """Why the desk takes over."""

    NO_CARD = "no_card"
    NOT_FOUND = "not_found"
    SEVERAL_FOUND = "several_found"
    DIFFERENT = "different"
    """INSi knows the card, but under another given name or birth date: what it sent may be about somebody else."""
    NOT_ME = "not_me"
    NO_ANSWER = "no_answer"
    """INSi did not answer a search by typed traits, which are not kept for a ticket."""
    MORE_TIME = "more_time"
    """The patient asked for more time as often as the kiosk gives it."""


@dataclass(frozen=True)
class Starting:
    """The devices have not said yet how they are."""


@dataclass(frozen=True)
class Welcome:
    pass


@dataclass(frozen=True)
class ReadingCard:
    pass


@dataclass(frozen=True)
class ChoosePerson:
    people: Sequence[PersonOnCard]


@dataclass(frozen=True)
class AskingInsi:
    person: PersonOnCard
    insured: PersonOnCard


@dataclass(frozen=True)
class TypeTraits:
    """Search keys in place of a card, one field at a time."""

    trait: TraitField = TraitField.FAMILY_NAME
    typed: TypedTraits = field(default=TypedTraits(), repr=False)
    mistake: TypingMistake | None = None
    today: date | None = None
    """What a birth date is held against; None where nobody knows the day."""


@dataclass(frozen=True)
class AskingByTraits:
    query: TraitsQuery = field(repr=False)


@dataclass(frozen=True)
class ConfirmIdentity:
    identity: Found = field(repr=False)
    is_dependent: bool = False
    """Whether it is not the insured person of the card: then another, such as a parent, may answer."""


@dataclass(frozen=True)
class Printing:
    holder: Holder = field(repr=False)
    degraded: Problem | None = None
    """Why INSi could not be asked, or None where it answered."""
    sent: bool = False
    """Whether the printer has the ticket already; it waits for the visit's number."""
    is_duplicate: bool = False


@dataclass(frozen=True)
class TakeCard:
    has_ticket: bool
    reprint: Printing | None = field(default=None, repr=False)
    """What to print again on request, once."""


@dataclass(frozen=True)
class CardForgotten:
    pass


@dataclass(frozen=True)
class Goodbye:
    has_ticket: bool


@dataclass(frozen=True)
class SeeDesk:
    reason: DeskReason


@dataclass(frozen=True)
class CardProblem:
    problem: Problem


@dataclass(frozen=True)
class ShowNumber:
    problem: Problem


@dataclass(frozen=True)
class OutOfService:
    problem: Problem


@dataclass(frozen=True)
class Closed:
    opens_at: datetime | None
    """On the wall clock; None where no opening is known."""


Paced: TypeAlias = ChoosePerson | TypeTraits | ConfirmIdentity | TakeCard | SeeDesk | CardProblem | ShowNumber
"""Where the patient reads, types or chooses: its time limit is announced twice and can be extended."""

Working: TypeAlias = Starting | ReadingCard | AskingInsi | AskingByTraits | Printing
"""Where the patient waits for the kiosk."""

Resting: TypeAlias = Starting | Welcome | OutOfService | Closed
"""Where nobody is being served."""


@dataclass(frozen=True)
class StillThere:
    """The second announcement that the time is nearly over."""

    resume: Paced


State: TypeAlias = (
    Starting
    | Welcome
    | ReadingCard
    | ChoosePerson
    | AskingInsi
    | TypeTraits
    | AskingByTraits
    | ConfirmIdentity
    | Printing
    | TakeCard
    | CardForgotten
    | Goodbye
    | SeeDesk
    | CardProblem
    | ShowNumber
    | StillThere
    | OutOfService
    | Closed
)


class TextSize(Enum):
    """In percent of the normal size."""

    NORMAL = 100
    LARGE = 130
    VERY_LARGE = 160


@dataclass(frozen=True)
class Appearance:
    """How the patient wants the screens to look."""

    text_size: TextSize = TextSize.NORMAL
    has_high_contrast: bool = False
    has_low_controls: bool = False
    """Whether every control is in the lower part of the panel, within reach from a wheelchair."""


class NameDisplay(Enum):
    """How much of a name the screens show to whom it belongs."""

    FULL = "full"
    GIVEN_NAME = "given_name"
    """The given name, and the first letter of the family name."""
    INITIALS = "initials"
    """First letters alone; in a list to choose from, the given name all the same."""


@dataclass(frozen=True)
class Kiosk:
    """All that the flow knows: the state and the little that outlives it."""

    state: State
    language: str
    default_language: str
    names: NameDisplay = NameDisplay.FULL
    has_help_call: bool = False
    """Whether wanting help calls somebody."""
    appearance: Appearance = Appearance()
    visit: VisitToken | None = None
    number: str | None = None
    """The visit's ticket number, such as "A 12"; it names nobody."""
    is_typed: bool = False
    """Whether the visit goes by typed traits: a card that then leaves the slot changes nothing."""
    card_in: bool = False
    next_card: VisitToken | None = None
    """A card put in while the last visit's ticket was still printing."""
    reader_problem: Problem | None = None
    closed: Closed | None = None
    """Outside the opening hours; whoever is being served is served to the end."""
    is_help_shown: bool = False
    """Over the state, which goes on beneath."""
    is_reminded: bool = False
    """Whether the page says that its time is nearly over: the first announcement."""
    extensions: int = 0
    """How often the patient has asked for more time on this page."""
    serial: int = 0
    """Counts the changes of state, so that a late time-out is known as such."""

    @property
    def is_as_first_met(self) -> bool:
        """Whether language and appearance are those of a new visit."""
        return (self.language, self.appearance) == (self.default_language, Appearance())

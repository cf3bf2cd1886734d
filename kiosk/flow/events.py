"""What happened: posted by the workers, the timers and the screen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from hardware.card_reader.api import CardReading
from hardware.printer.api import PrintOutcome
from kiosk.flow.states import Appearance, VisitToken
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import SearchResult
from kiosk.problems import Problem


@dataclass(frozen=True)
class CardInserted:
    visit: VisitToken


@dataclass(frozen=True)
class MuteCardInserted:
    """Something is in the slot and does not answer."""


@dataclass(frozen=True)
class CardRemoved:
    pass


@dataclass(frozen=True)
class ReaderChanged:
    """The reader was lost for the reason given, or is back (None)."""

    problem: Problem | None


@dataclass(frozen=True)
class CardReadEnded:
    visit: VisitToken
    reading: CardReading = field(repr=False)


@dataclass(frozen=True)
class NumberIssued:
    visit: VisitToken
    number: str


@dataclass(frozen=True)
class InsiAnswered:
    visit: VisitToken
    result: SearchResult = field(repr=False)


@dataclass(frozen=True)
class PrintEnded:
    visit: VisitToken
    outcome: PrintOutcome


@dataclass(frozen=True)
class TimedOut:
    serial: int
    """The serial of the state whose time is over."""


@dataclass(frozen=True)
class PersonChosen:
    index: int


@dataclass(frozen=True)
class IdentityConfirmed:
    pass


@dataclass(frozen=True)
class IdentityDenied:
    pass


@dataclass(frozen=True)
class ReprintWanted:
    pass


@dataclass(frozen=True)
class NoCardChosen:
    pass


@dataclass(frozen=True)
class TypingWanted:
    """The patient wants to type their name in place of a card."""

    visit: VisitToken | None = None
    """Given by the conductor, as is the day."""
    today: date | None = None


@dataclass(frozen=True)
class KeyPressed:
    character: str = field(repr=False)


@dataclass(frozen=True)
class KeyErased:
    pass


@dataclass(frozen=True)
class TraitDone:
    """On to the next field; behind the last one, ask INSi."""


@dataclass(frozen=True)
class TraitBack:
    """Back to the field before; before the first one, give up."""


@dataclass(frozen=True)
class SexChosen:
    sex: Sex = field(repr=False)


@dataclass(frozen=True)
class BirthPlaceChosen:
    cog: str = field(repr=False)


@dataclass(frozen=True)
class HelpWanted:
    pass


@dataclass(frozen=True)
class HelpCallChanged:
    """Wanting help calls somebody from now on, or does not any more."""

    works: bool


@dataclass(frozen=True)
class Resumed:
    """The patient wants to go on: more time, or back from the help page."""


@dataclass(frozen=True)
class Touched:
    """The patient touched the screen or pressed a key, wherever it was: somebody is there."""


@dataclass(frozen=True)
class KioskClosed:
    """The opening hours are over."""

    opens_at: datetime | None
    """On the wall clock; None where no opening is known."""


@dataclass(frozen=True)
class KioskOpened:
    pass


@dataclass(frozen=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True)
class AppearanceChosen:
    appearance: Appearance


@dataclass(frozen=True)
class InternalFault:
    """A worker or a page failed for good; the supervisor acts."""


Event: TypeAlias = (
    CardInserted
    | MuteCardInserted
    | CardRemoved
    | ReaderChanged
    | CardReadEnded
    | NumberIssued
    | InsiAnswered
    | PrintEnded
    | TimedOut
    | PersonChosen
    | IdentityConfirmed
    | IdentityDenied
    | ReprintWanted
    | NoCardChosen
    | TypingWanted
    | KeyPressed
    | KeyErased
    | TraitDone
    | TraitBack
    | SexChosen
    | BirthPlaceChosen
    | HelpWanted
    | HelpCallChanged
    | Resumed
    | Touched
    | KioskClosed
    | KioskOpened
    | LanguageChosen
    | AppearanceChosen
    | InternalFault
)

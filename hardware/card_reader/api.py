"""What a card reader offers to the kiosk, whatever stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias


class Assumption(Enum):
    """What a driver took for granted because the files it may read do not say it."""

    BIRTH_RANK = "birth_rank"
    """Taken as 1, which is wrong for the second of twins."""
    NIR_OWNER = "nir_owner"
    """Taken as the insured person's own; whose number stands beside a dependent is not public."""


@dataclass(frozen=True)
class PersonOnCard:
    """One person as written on the card; personal, so never shown by `repr`."""

    index: int
    """Position on the card; 0 is the insured person."""
    family_name: str = field(repr=False)
    given_name: str = field(repr=False)
    birth_date: str = field(repr=False)
    """YYYYMMDD as on the card; month and day may be lunar (00 or above 12)."""
    nir: str | None = field(repr=False)
    """13 characters, or None where the card holds none for this person."""
    nir_key: str | None = field(repr=False)
    birth_rank: int = 1
    """Order of birth among twins born the same day."""
    assumed: frozenset[Assumption] = frozenset(Assumption)
    """All of them unless the driver knows better."""

    @property
    def insured(self) -> bool:
        return self.index == 0


class CardKind(Enum):
    """What a card that is not a readable carte Vitale 2 turned out to be."""

    VITALE_1 = "vitale_1"
    PROFESSIONAL = "professional"
    OTHER = "other"


# What the slot holds, as the reader's own presence switch tells.


@dataclass(frozen=True)
class ServiceDown:
    """The card service (pcscd) does not answer."""

    reason: str = ""
    """A word for the technician where more is known, such as `access_refused`."""


@dataclass(frozen=True)
class NoReader:
    """No card reader is connected."""


@dataclass(frozen=True)
class NoCard:
    """The slot is empty."""


@dataclass(frozen=True)
class CardPresent:
    """A card answered its power-up."""

    insertion: int
    """Changes with every insertion, so that two cards are never taken for one."""


@dataclass(frozen=True)
class Mute:
    """Something is in the slot and does not answer: most often a card the wrong way round."""


SlotState: TypeAlias = ServiceDown | NoReader | NoCard | CardPresent | Mute


# What a reading ended in.


class RecordFault(Enum):
    """Why one person's record is refused rather than shown."""

    NAME_MISSING = "name_missing"
    NAME_UNPRINTABLE = "name_unprintable"
    BIRTH_DATE = "birth_date_wrong"
    NIR_KEY = "nir_key_wrong"


@dataclass(frozen=True)
class RefusedRecord:
    index: int
    """Position on the card, as `PersonOnCard.index`."""
    fault: RecordFault


@dataclass(frozen=True)
class Read:
    """The insured person was read; records that failed a check are named apart and hold nothing personal."""

    people: Sequence[PersonOnCard]
    """In the order of the card, the insured person first; those refused are missing."""
    refused: Sequence[RefusedRecord] = ()


@dataclass(frozen=True)
class WrongCard:
    kind: CardKind


@dataclass(frozen=True)
class Unreadable:
    reason: str
    """A word for the technician; never a value from the card."""


@dataclass(frozen=True)
class Withdrawn:
    """The card left the slot before the reading ended."""


@dataclass(frozen=True)
class Busy:
    """Another program holds the card."""


CardReading: TypeAlias = Read | NoReader | NoCard | Mute | WrongCard | Unreadable | Withdrawn | Busy | ServiceDown


class CardReader(Protocol):
    """One patient slot. One thread owns it; only `interrupt` may be called from another."""

    def wait_for_change(self, seen: SlotState | None, timeout_s: float) -> SlotState:
        """Return the slot's state as soon as it differs from `seen`, or after `timeout_s` unchanged."""
        ...

    def read(self) -> CardReading:
        """Read the card now in the slot; ends within the driver's own deadline."""
        ...

    def interrupt(self) -> None:
        """Make a waiting `wait_for_change` return early; callable from any thread."""
        ...

    def close(self) -> None: ...

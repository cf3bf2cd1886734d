"""Traits known here against those INSi sent, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from kiosk.identity.birth_date import SearchDate, search_date
from kiosk.identity.ins import Ins, PastIns
from kiosk.identity.normalize import Normalized, normalize_family_name, normalize_given_name
from kiosk.identity.status import IdentityEvent, IdentityStanding, IdentityStatus
from kiosk.identity.traits import StrictTraits


class Trait(Enum):
    BIRTH_FAMILY_NAME = "birth_family_name"
    BIRTH_GIVEN_NAMES = "birth_given_names"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE_COG = "birth_place_cog"
    MATRICULE = "matricule"


class Verdict(Enum):
    SAME = "same"
    DIFFERENT = "different"
    NOT_COMPARED = "not_compared"
    """One of the two sides does not know it."""


@dataclass(frozen=True)
class KnownTraits:
    """What a card or a record says; what it does not say is empty."""

    birth_family_name: str = field(default="", repr=False)
    birth_given_names: tuple[str, ...] = field(default=(), repr=False)
    sex: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    """YYYY-MM-DD or YYYYMMDD; may be partial or lunar."""
    birth_place_cog: str = field(default="", repr=False)
    matricule: str = field(default="", repr=False)
    """13 characters: the person's own NIR or NIA, never the insured's."""


@dataclass(frozen=True)
class TraitComparison:
    trait: Trait
    verdict: Verdict
    known: str = field(repr=False)
    received: str = field(repr=False)


@dataclass(frozen=True)
class Comparison:
    traits: tuple[TraitComparison, ...]

    @property
    def differences(self) -> tuple[Trait, ...]:
        return tuple(one.trait for one in self.traits if one.verdict is Verdict.DIFFERENT)

    @property
    def retrieval_status(self) -> IdentityStatus:
        """Retrieved without a human only where nothing differs; else a person must look (SC.INS.19, SC.INS.22)."""
        before = IdentityStanding()
        return before.status if self.differences else before.after(IdentityEvent.INS_TAKEN_IN).status


def compare(known: KnownTraits, ins: Ins, history: tuple[PastIns, ...], received: StrictTraits) -> Comparison:
    """Compare by the rules of the field; what either side does not know counts as no difference."""
    return Comparison(tuple(_compare(known, ins, history, received)))


def _compare(
    known: KnownTraits, ins: Ins, history: tuple[PastIns, ...], received: StrictTraits
) -> Iterator[TraitComparison]:
    received_names = received.birth_given_names or tuple(received.birth_first_given_name.split())
    yield _compared(
        Trait.BIRTH_FAMILY_NAME,
        known.birth_family_name,
        received.birth_family_name,
        _family_name(known.birth_family_name) == _family_name(received.birth_family_name),
    )
    yield _compared(
        Trait.BIRTH_GIVEN_NAMES,
        " ".join(known.birth_given_names),
        " ".join(received_names),
        _begins_alike(known.birth_given_names, received_names),
    )
    yield _compared(Trait.SEX, known.sex, received.sex, known.sex == received.sex)
    yield _compared(
        Trait.BIRTH_DATE,
        known.birth_date,
        received.birth_date,
        _birth_date(known.birth_date) == _birth_date(received.birth_date),
    )
    yield _compared(
        Trait.BIRTH_PLACE_COG,
        known.birth_place_cog,
        received.birth_place_cog,
        known.birth_place_cog == received.birth_place_cog,
    )
    # A person keeps former numbers: a card issued before a change still shows one of them.
    numbers = {ins.matricule, *(past.ins.matricule for past in history)}
    yield _compared(Trait.MATRICULE, known.matricule, ins.matricule, known.matricule in numbers)


def _compared(trait: Trait, known: str, received: str, same: bool) -> TraitComparison:
    if not known or not received:
        return TraitComparison(trait, Verdict.NOT_COMPARED, known, received)
    return TraitComparison(trait, Verdict.SAME if same else Verdict.DIFFERENT, known, received)


def _family_name(name: str) -> str:
    normalized = normalize_family_name(name)
    return normalized.name if isinstance(normalized, Normalized) else name


def _begins_alike(known: tuple[str, ...], received: tuple[str, ...]) -> bool:
    """Tell whether the shorter list begins the longer one; hyphen and apostrophe count as space (EXI ID 10)."""
    pairs = zip(_given_name_words(known), _given_name_words(received), strict=False)
    return all(one == other for one, other in pairs)


def _given_name_words(names: tuple[str, ...]) -> list[str]:
    words: list[str] = []
    for name in names:
        normalized = normalize_given_name(name)
        text = normalized.name if isinstance(normalized, Normalized) else name
        words += text.replace("-", " ").replace("'", " ").split()
    return words


def _birth_date(written: str) -> str:
    """Bring a partial or lunar date to the form it is searched by, so that 1936-00-00 equals the card's 19362100."""
    reading = search_date(written)
    return reading.iso if isinstance(reading, SearchDate) else written

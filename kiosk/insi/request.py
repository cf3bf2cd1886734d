"""The two searches, ready to be sent: every rule on their values has been applied."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from kiosk.identity.traits import Sex


class Operation(Enum):
    SEARCH_BY_VITALE = "rechercherInsAvecCarteVitale"
    """WS_INS1."""
    SEARCH_BY_TRAITS = "rechercherInsAvecTraitsIdentite"
    """WS_INS2."""


@dataclass(frozen=True)
class VitaleSearch:
    insured_nir: str = field(repr=False)
    """13 characters; the key is not sent."""
    birth_date_on_card: str = field(repr=False)
    """YYYYMMDD as read from the card, lunar or partial left as they are."""
    family_name: str | None = field(default=None, repr=False)
    """None where the card holds no birth name as such."""
    birth_rank: int = field(default=1, repr=False)


@dataclass(frozen=True)
class TraitsSearch:
    family_name: str = field(repr=False)
    given_name: str = field(repr=False)
    """One given name, or all of them joined by spaces."""
    sex: Sex = field(repr=False)
    birth_date: str = field(repr=False)
    """YYYY-MM-DD, a real day."""
    birth_place_cog: str | None = field(default=None, repr=False)


Search: TypeAlias = VitaleSearch | TraitsSearch


def operation_of(search: Search) -> Operation:
    return Operation.SEARCH_BY_VITALE if isinstance(search, VitaleSearch) else Operation.SEARCH_BY_TRAITS

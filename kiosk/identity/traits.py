"""The strict identity traits (traits d'identité stricts, RNIV)."""

from dataclasses import dataclass, field
from enum import Enum


class Sex(Enum):
    """INSi knows these two only."""

    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True)
class StrictTraits:
    """What INSi returned, unchanged; any trait may be missing there, so each may be empty here."""

    birth_family_name: str = field(repr=False)
    birth_given_names: tuple[str, ...] = field(repr=False)
    """In civil order; compound names keep their hyphen."""
    sex: str = field(repr=False)
    birth_date: str = field(repr=False)
    """YYYY-MM-DD; month and day may be 00 or lunar."""
    birth_place_cog: str = field(repr=False)
    """INSEE COG code: a commune, or 99 and a country."""
    birth_first_given_name: str = field(default="", repr=False)
    """`Prenom`, which INSi sent beside the list until 2022."""

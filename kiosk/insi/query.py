"""Identity traits as a caller has them, brought to the form of the service or refused before any call."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from kiosk.identity.birth_date import InvalidDate, search_date
from kiosk.identity.compare import KnownTraits
from kiosk.identity.normalize import (
    ForbiddenCharacter,
    ForbiddenForm,
    Normalized,
    normalize_family_name,
    normalize_given_name,
)
from kiosk.identity.status import IdentityAttribute, is_trusted
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import InvalidRequest

# INSEE: a commune (the Corsican ones begin with 2A or 2B) or 99 and a country; 99999 stands for "unknown".
_COG = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
_COG_UNKNOWN = "99999"


@dataclass(frozen=True)
class TraitsQuery:
    """Identity traits as somebody typed or read them."""

    birth_family_name: str = field(repr=False)
    birth_given_names: tuple[str, ...] = field(repr=False)
    """In civil order; a compound name is one of them."""
    sex: Sex = field(repr=False)
    birth_date: str = field(repr=False)
    """YYYY-MM-DD; 00 for an unknown month or day."""
    birth_place_cog: str | None = field(default=None, repr=False)
    attributes: frozenset[IdentityAttribute] = frozenset()
    """Of the identity on record, if it is one."""


@dataclass(frozen=True)
class SearchableTraits:
    """Traits in the form the service demands."""

    family_name: str = field(repr=False)
    given_names: tuple[str, ...] = field(repr=False)
    sex: Sex = field(repr=False)
    birth_date: str = field(repr=False)
    birth_place_cog: str | None = field(repr=False)
    assumptions: tuple[str, ...] = ()


TraitsPreparation: TypeAlias = SearchableTraits | InvalidRequest


def prepare_traits(query: TraitsQuery) -> TraitsPreparation:
    if not is_trusted(query.attributes):
        return InvalidRequest("identity_distrusted", "INSi is not asked for a doubtful or fictitious identity")
    if not query.birth_given_names:
        return InvalidRequest("given_name_missing", "birth_given_names: at least one is needed")
    names: list[str] = []
    for normalization in (
        normalize_family_name(query.birth_family_name),
        *map(normalize_given_name, query.birth_given_names),
    ):
        if not isinstance(normalization, Normalized):
            return _refusal(normalization)
        names.append(normalization.name)
    birth_date = search_date(query.birth_date)
    if isinstance(birth_date, InvalidDate):
        return InvalidRequest("birth_date_invalid", f"birth_date: {birth_date.reason}")
    cog = query.birth_place_cog
    if cog is not None and (cog == _COG_UNKNOWN or not _COG.fullmatch(cog)):
        return InvalidRequest("birth_place_invalid", "birth_place_cog: not the INSEE code of a commune or a country")
    family_name, *given_names = names
    assumptions = ("birth_date_completed",) if birth_date.completed else ()
    return SearchableTraits(family_name, tuple(given_names), query.sex, birth_date.iso, cog, assumptions)


def _refusal(normalization: ForbiddenCharacter | ForbiddenForm) -> InvalidRequest:
    match normalization:
        case ForbiddenCharacter(name_field, character):
            return InvalidRequest("forbidden_character", f"{name_field.value}: {character} cannot be sent to INSi")
        case ForbiddenForm(name_field, rule):
            return InvalidRequest("forbidden_form", f"{name_field.value}: {rule.value}")
        case _:
            assert_never(normalization)


def known_from_query(query: TraitsQuery) -> KnownTraits:
    return KnownTraits(
        birth_family_name=query.birth_family_name,
        birth_given_names=query.birth_given_names,
        sex=query.sex.value,
        birth_date=query.birth_date,
        birth_place_cog=query.birth_place_cog or "",
    )

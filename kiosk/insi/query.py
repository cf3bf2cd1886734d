"""What a caller wants to know, turned into searches the service accepts or refused before any call."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from hardware.card_reader import nir
from hardware.card_reader.api import PersonOnCard
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
from kiosk.insi.request import VitaleSearch

# INSEE: a commune (the Corsican ones begin with 2A or 2B) or 99 and a country; 99999 stands for "unknown".
_COG = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
_COG_UNKNOWN = "99999"
_CARD_DATE = re.compile(r"\d{8}", re.ASCII)
_SEX_OF_FIRST_DIGIT = {"1": Sex.MALE, "2": Sex.FEMALE}


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


@dataclass(frozen=True)
class SearchableCard:
    """What a card offers for a search: by itself, and by traits where it holds enough of them."""

    by_vitale: VitaleSearch
    usual_name: str | None = field(repr=False)
    by_traits: SearchableTraits | None
    assumptions: tuple[str, ...]


TraitsPreparation: TypeAlias = SearchableTraits | InvalidRequest
CardPreparation: TypeAlias = SearchableCard | InvalidRequest


def prepare_traits(query: TraitsQuery) -> TraitsPreparation:
    names: list[str] = []
    if not is_trusted(query.attributes):
        return InvalidRequest("identity_distrusted", "INSi is not asked for a doubtful or fictitious identity")
    if not query.birth_given_names:
        return InvalidRequest("given_name_missing", "birth_given_names: at least one is needed")
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


def prepare_card(person: PersonOnCard, insured: PersonOnCard) -> CardPreparation:
    """Take from the card what direct reading tells for certain, and name what is assumed beyond that.

    The birth rank stands on no tag known to be readable, so it is taken as 1. Nor does a birth name as such: the first
    call goes without, and the name printed on the card serves as the usual name of the second.
    """
    if insured.nir is None or insured.nir_key is None or not nir.has_valid_key(insured.nir, insured.nir_key):
        return InvalidRequest(
            "insured_nir_unusable", "the NIR of the insured is missing on the card, or its key is wrong"
        )
    if not _CARD_DATE.fullmatch(person.birth_date):
        return InvalidRequest("birth_date_invalid", "birth_date: not a date as cards hold it")
    name = normalize_family_name(person.family_name)
    by_traits = _traits_of(person, insured)
    assumptions = ("birth_rank",)
    return SearchableCard(
        VitaleSearch(insured.nir, person.birth_date),
        name.name if isinstance(name, Normalized) else None,
        by_traits,
        assumptions,
    )


def _traits_of(person: PersonOnCard, insured: PersonOnCard) -> SearchableTraits | None:
    sex = sex_on_card(person, insured)
    if sex is None:
        return None
    query = TraitsQuery(person.family_name, tuple(person.given_name.split()), sex, person.birth_date)
    match prepare_traits(query):
        case SearchableTraits(family_name, given_names, _, birth_date, _, assumptions):
            assumed = ("birth_family_name", "sex", *assumptions)
            return SearchableTraits(family_name, given_names, sex, birth_date, None, assumed)
        case InvalidRequest():
            return None


def sex_on_card(person: PersonOnCard, insured: PersonOnCard) -> Sex | None:
    """Deduce the sex from the person's own NIR; None where the card does not clearly hold it.

    No tag known to be readable says the sex. Whether a dependant's tag holds the own NIR or the insured's is not
    public, so it is taken for the own one only where it differs, has the right key and shows the person's year of
    birth. First digits other than 1 and 2 are provisional numbers, which say nothing.
    """
    if person.nir is None or person.nir_key is None or not nir.has_valid_key(person.nir, person.nir_key):
        return None
    year_of_birth = person.birth_date[2:4]
    if not person.insured and (person.nir == insured.nir or person.nir[1:3] != year_of_birth):
        return None
    return _SEX_OF_FIRST_DIGIT.get(person.nir[0])


def known_from_query(query: TraitsQuery) -> KnownTraits:
    return KnownTraits(
        birth_family_name=query.birth_family_name,
        birth_given_names=query.birth_given_names,
        sex=query.sex.value,
        birth_date=query.birth_date,
        birth_place_cog=query.birth_place_cog or "",
    )


def known_from_card(person: PersonOnCard, insured: PersonOnCard) -> KnownTraits:
    """What the card says of the person: its NIR only where it is the own one beyond doubt, the insured's."""
    sex = sex_on_card(person, insured)
    return KnownTraits(
        birth_family_name=person.family_name,
        birth_given_names=tuple(person.given_name.split()),
        sex="" if sex is None else sex.value,
        birth_date=person.birth_date,
        matricule=(person.nir or "") if person.insured else "",
    )

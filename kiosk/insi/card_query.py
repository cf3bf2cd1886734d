"""What a carte Vitale offers for a search, and what is assumed beyond it.

Direct reading gives names, a birth date and NIRs. It gives no birth rank and does not say whose NIR it is, and marks
both as assumed; no birth name as such, so the printed name serves as the usual name; and no sex.
"""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from hardware.card_reader import nir
from hardware.card_reader.api import Assumption, PersonOnCard
from kiosk.identity.compare import KnownTraits
from kiosk.identity.normalize import Normalized, normalize_family_name
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import InvalidRequest
from kiosk.insi.query import SearchableTraits, TraitsQuery, prepare_traits
from kiosk.insi.request import VitaleSearch

_DATE = re.compile(r"\d{8}", re.ASCII)
_SEX_OF_FIRST_DIGIT = {"1": Sex.MALE, "2": Sex.FEMALE}


@dataclass(frozen=True)
class SearchableCard:
    by_vitale: VitaleSearch
    usual_name: str | None = field(repr=False)
    by_traits: SearchableTraits | None
    """None where the card does not hold enough of them."""
    known: KnownTraits
    """What the card says of the person, to compare with what INSi finds."""
    assumptions: tuple[str, ...]


CardPreparation: TypeAlias = SearchableCard | InvalidRequest


def prepare_card(person: PersonOnCard, insured: PersonOnCard) -> CardPreparation:
    if insured.nir is None or insured.nir_key is None or not nir.has_valid_key(insured.nir, insured.nir_key):
        text = "the NIR of the insured is missing on the card, or its key is wrong"
        return InvalidRequest("insured_nir_unusable", text)
    if not _DATE.fullmatch(person.birth_date):
        return InvalidRequest("birth_date_invalid", "birth_date: not a date as cards hold it")
    usual_name = normalize_family_name(person.family_name)
    given_names = tuple(person.given_name.split())
    sex = sex_on_card(person, insured)
    return SearchableCard(
        VitaleSearch(insured.nir, person.birth_date, birth_rank=person.birth_rank),
        usual_name.name if isinstance(usual_name, Normalized) else None,
        None if sex is None else _traits(TraitsQuery(person.family_name, given_names, sex, person.birth_date)),
        KnownTraits(
            birth_family_name=person.family_name,
            birth_given_names=given_names,
            sex="" if sex is None else sex.value,
            birth_date=person.birth_date,
            # Of a dependant's number nobody knows whose it is.
            matricule=insured.nir if person.insured else "",
        ),
        _assumptions(person, insured),
    )


def _assumptions(person: PersonOnCard, insured: PersonOnCard) -> tuple[str, ...]:
    """Name what of the request was taken for granted: the person's rank, and that the number is the insured's."""
    assumed = (person.assumed & {Assumption.BIRTH_RANK}) | (insured.assumed & {Assumption.NIR_OWNER})
    return tuple(sorted(assumption.value for assumption in assumed))


def _traits(query: TraitsQuery) -> SearchableTraits | None:
    match prepare_traits(query):
        case SearchableTraits(family_name, given_names, sex, birth_date, _, assumptions):
            assumed = ("birth_family_name", "sex", *assumptions)
            return SearchableTraits(family_name, given_names, sex, birth_date, None, assumed)
        case InvalidRequest():
            return None


def sex_on_card(person: PersonOnCard, insured: PersonOnCard) -> Sex | None:
    """Deduce the sex from the person's own NIR; None where the card does not clearly hold it.

    Whether a dependant's tag holds the own NIR or the insured's is not public, so it is taken for the own one only
    where it differs, has the right key and shows the person's year of birth. First digits other than 1 and 2 are
    provisional numbers, which say nothing.
    """
    if person.nir is None or person.nir_key is None or not nir.has_valid_key(person.nir, person.nir_key):
        return None
    year_of_birth = person.birth_date[2:4]
    if not person.insured and (person.nir == insured.nir or person.nir[1:3] != year_of_birth):
        return None
    return _SEX_OF_FIRST_DIGIT.get(person.nir[0])

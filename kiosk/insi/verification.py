"""Whether an identity on record still is what INSi knows, found out by searching and comparing.

The teleservice has verification operations of its own (WS_INS3 to WS_INS5). Their contract is not public and none is
invented here: this is WS_INS2 and a comparison, says so in every result, and is not the homologated verification.
"""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from kiosk.identity.compare import Comparison
from kiosk.identity.ins import Ins
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable

METHOD = "search_and_compare_ws_ins2"


class VerificationVerdict(Enum):
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    """INSi found one person, whose matricule, OID or traits differ."""
    NOT_FOUND = "not_found"
    UNDECIDED = "undecided"
    """Several persons, or no usable answer."""


@dataclass(frozen=True)
class Verification:
    verdict: VerificationVerdict
    result: SearchResult
    """The search behind it, with the comparison field by field."""
    method: str = METHOD


def verification_of(claimed: Ins, result: SearchResult) -> Verification:
    return Verification(_verdict(claimed, result), result)


def _verdict(claimed: Ins, result: SearchResult) -> VerificationVerdict:
    match result.outcome:
        case Found(ins=ins):
            return _compared(claimed, ins, result.comparison)
        case NotFound():
            return VerificationVerdict.NOT_FOUND
        case SeveralFound() | Unavailable() | Refused() | InvalidRequest():
            return VerificationVerdict.UNDECIDED
        case _:
            assert_never(result.outcome)


def _compared(claimed: Ins, active: Ins, comparison: Comparison | None) -> VerificationVerdict:
    # A former matricule proves the person, but the record must change to the active one.
    same_ins = (claimed.matricule, claimed.oid) == (active.matricule, active.oid)
    traits_agree = comparison is not None and not comparison.differences
    return VerificationVerdict.CONFIRMED if same_ins and traits_agree else VerificationVerdict.CONTRADICTED

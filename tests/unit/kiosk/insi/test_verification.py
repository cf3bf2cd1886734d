import pytest

from kiosk.identity.compare import KnownTraits, compare
from kiosk.identity.ins import Ins, PastIns
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable
from kiosk.insi.verification import METHOD, VerificationVerdict, verification_of

ACTIVE = Ins("1090763220834", "89", "1.2.250.1.213.1.4.8")
FORMER = Ins("2090763220834", "39", "1.2.250.1.213.1.4.8")
TRAITS = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL"), "M", "2009-07-14", "63220")


def found(claimed=ACTIVE, family_name="ECETINSI"):
    known = KnownTraits(family_name, ("PIERRE-ALAIN",), "M", "2009-07-14", "", claimed.matricule)
    history = (PastIns(FORMER),)
    return SearchResult(Found(ACTIVE, history, TRAITS), comparison=compare(known, ACTIVE, history, TRAITS))


@pytest.mark.parametrize(
    ("claimed", "result", "verdict"),
    [
        (ACTIVE, found(), VerificationVerdict.CONFIRMED),
        # The key on record decides nothing, but the OID does.
        (Ins("1090763220834", None, ACTIVE.oid), found(), VerificationVerdict.CONFIRMED),
        (Ins("1090763220834", "89", "1.2.250.1.213.1.4.9"), found(), VerificationVerdict.CONTRADICTED),
        (FORMER, found(FORMER), VerificationVerdict.CONTRADICTED),
        (ACTIVE, found(family_name="ADRTROIS"), VerificationVerdict.CONTRADICTED),
        (ACTIVE, SearchResult(NotFound("01", "")), VerificationVerdict.NOT_FOUND),
        (ACTIVE, SearchResult(SeveralFound("02", "")), VerificationVerdict.UNDECIDED),
        (ACTIVE, SearchResult(Unavailable("http_502", "", retryable=True)), VerificationVerdict.UNDECIDED),
        (ACTIVE, SearchResult(Refused("desir_550", "")), VerificationVerdict.UNDECIDED),
        (ACTIVE, SearchResult(InvalidRequest("insi_19", "")), VerificationVerdict.UNDECIDED),
    ],
)
def test_an_identity_on_record_is_confirmed_only_by_equal_ins_and_traits(claimed, result, verdict):
    verification = verification_of(claimed, result)
    assert verification.verdict is verdict
    assert verification.result is result


def test_every_verification_says_that_it_is_none_of_the_official_operations():
    assert verification_of(ACTIVE, found()).method == METHOD == "search_and_compare_ws_ins2"

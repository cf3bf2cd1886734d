"""The cases of WS_INS1: search by carte Vitale."""

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.compare import Trait
from kiosk.identity.ins import MatriculeKind
from kiosk.identity.status import IdentityStatus
from kiosk.insi.outcome import Found, SearchResult
from tests.emulators.insi import wire
from tests.emulators.insi.wire import Style
from tests.homologation.case import Case
from tests.homologation.persons import person_named
from tests.homologation.trial import Trial

_BY_CARD = "rechercherInsAvecCarteVitale"
_OF_THE_CARD = ("MatriculeOD/NumIdentifiant", "DateNaissance", "RangNaissance")
_RUTH = PersonOnCard(0, "DE VINCI", "RUTH", "19770714", "2770763220901", "35")
_TOUSSAINT = PersonOnCard(0, "ADRTROIS", "TOUSSAINT", "19600101", "160012B020777", "13")
_PIERRE_ALAIN = PersonOnCard(1, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "89")


def _card_of_ruth(trial: Trial) -> None:
    result = trial.note("card of DE VINCI RUTH", trial.client.search_from_card(_RUTH, _RUTH))
    request = trial.sent(0)
    trial.check("one call, by card", trial.calls == [(_BY_CARD, "00")])
    trial.check("the number of the insured person was sent", request["MatriculeOD/NumIdentifiant"] == _RUTH.nir)
    trial.check("the birth date was sent as it stands on the card", request["DateNaissance"] == "14071977")
    trial.check("the rank was sent", request["RangNaissance"] == "1")
    outcome = result.outcome
    trial.check("one identity was found", isinstance(outcome, Found))
    if isinstance(outcome, Found):
        trial.check("her given names are those INSi sent", outcome.traits.birth_given_names == ("RUTH", "ISABELLE"))
        trial.check("that her birth name differs is told", _differences(result) == {Trait.BIRTH_FAMILY_NAME})
        trial.check("so nothing is retrieved unseen", outcome.identity_status is IdentityStatus.PROVISIONAL)


def _dependent_of_the_card(trial: Trial) -> None:
    question = "family card of ADRTROIS TOUSSAINT, person ECETINSI PIERRE-ALAIN"
    result = trial.note(question, trial.client.search_from_card(_PIERRE_ALAIN, _TOUSSAINT))
    request = trial.sent(0)
    trial.check("the body names the insured person", request["MatriculeOD/NumIdentifiant"] == _TOUSSAINT.nir)
    trial.check("and so does the context", request["ContexteBAM/COUVERTURE/ASSURE/Id/Num"] == _TOUSSAINT.nir)
    trial.check("the dependent was found", _is_found(result, "1090763220834"))

    trial.simulator.steering.inject(wire.result("00", person_named("ADRTROIS", "DOMINIQUE"), Style()))
    other = trial.client.search_from_card(_PIERRE_ALAIN, _TOUSSAINT)
    trial.note("the same, answered with another person", other)
    expected = {Trait.BIRTH_FAMILY_NAME, Trait.BIRTH_GIVEN_NAMES, Trait.BIRTH_DATE}
    trial.check("every trait that differs is told", expected <= _differences(other))
    is_provisional = isinstance(other.outcome, Found) and other.outcome.identity_status is IdentityStatus.PROVISIONAL
    trial.check("another person is not retrieved", is_provisional)


def _usual_name_after_nobody(trial: Trial) -> None:
    trial.inject("cnda_REP_CR01.xml", wire.result("01", None, Style.parse("cnda+crlf")))
    result = trial.note("card of DE VINCI RUTH, first answer CR 01", trial.client.search_from_card(_RUTH, _RUTH))
    trial.check("two calls by card, no more", trial.calls == [(_BY_CARD, "injected"), (_BY_CARD, "00")])
    first, second = trial.sent(0), trial.sent(1)
    trial.check("the first one without the usual name", first["NomNaissance"] == "")
    trial.check("the second one with it", second["NomNaissance"] == "DE VINCI")
    trial.check("and with the same card otherwise", all(first[path] == second[path] for path in _OF_THE_CARD))
    trial.check("one identity was found", isinstance(result.outcome, Found))


def _nia_by_card(trial: Trial) -> None:
    nia = person_named("PROVISOIRE", "MATRICULE")
    trial.inject("cnda_TEST_2.05_nia.xml", wire.result("00", nia, Style.parse("cnda+pretty+comments+crlf")))
    result = trial.client.search_from_card(_TOUSSAINT, _TOUSSAINT)
    trial.note("card of ADRTROIS TOUSSAINT, answered with a NIA", result)
    outcome = result.outcome
    trial.check("the identity was found", _is_found(result, "1090763220888"))
    if isinstance(outcome, Found):
        trial.check("the OID is kept", outcome.ins.oid == "1.2.250.1.213.1.4.9")
        trial.check("and makes it a NIA", outcome.ins.kind is MatriculeKind.NIA)


def _is_found(result: SearchResult, matricule: str) -> bool:
    return isinstance(result.outcome, Found) and result.outcome.ins.matricule == matricule


def _differences(result: SearchResult) -> set[Trait]:
    return set(result.comparison.differences) if result.comparison else set()


CASES = (
    Case("1.01", "Search by card (RUTH)", _card_of_ruth, "her number on the card"),
    Case(
        "1.03",
        "The card and the person asked for belong together",
        _dependent_of_the_card,
        "the persons; the case itself is written for the card mode",
    ),
    Case("1.07", "CR 01, then the usual name", _usual_name_after_nobody, "the person"),
    Case("1.10", "A NIA comes back", _nia_by_card, "the person asked for"),
)

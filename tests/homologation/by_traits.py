"""The cases of WS_INS2: search by identity traits, and the proof of mutual TLS."""

from dataclasses import replace

from kiosk.identity.ins import Ins, MatriculeKind, PastIns
from kiosk.identity.traits import Sex
from kiosk.insi.credentials import CredentialProblem
from kiosk.insi.outcome import Found, InvalidRequest, Refused
from kiosk.insi.query import TraitsQuery
from tests.emulators.insi import wire
from tests.emulators.insi.people import Identifier
from tests.emulators.insi.pki import STRUCTURE_ID, ClientCertificate
from tests.emulators.insi.wire import Style
from tests.homologation.case import Case
from tests.homologation.persons import person_named
from tests.homologation.trial import Trial, client_of

_NIR = "1.2.250.1.213.1.4.8"
_NIA = "1.2.250.1.213.1.4.9"
_BY_TRAITS = "rechercherInsAvecTraitsIdentite"
_PIERRE_ALAIN = TraitsQuery("ECETINSI", ("PIERRE-ALAIN",), Sex.MALE, "2009-07-14")


def _search(trial: Trial, query: TraitsQuery) -> Found | None:
    """Search, keep it for the report, and give what was found."""
    names = " ".join(query.birth_given_names)
    place = f", born in {query.birth_place_cog}" if query.birth_place_cog else ""
    question = f"{query.birth_family_name} {names}, {query.sex.value}, {query.birth_date}{place}"
    result = trial.note(question, trial.client.search_by_traits(query))
    return result.outcome if isinstance(result.outcome, Found) else None


def _mutual_tls(trial: Trial) -> None:
    found = _search(trial, _PIERRE_ALAIN)
    request = trial.sent(0)
    shown = [(exchange.tls_version, exchange.client_cn, exchange.client_ou) for exchange in trial.exchanges]
    proof = ("TLSv1.2", "INSI-AUTO", STRUCTURE_ID)
    trial.check("TLS 1.2 was negotiated and a certificate of CN INSI-AUTO shown", shown == [proof])
    senders = {request["ContexteLPS/Emetteur"], request["ContexteBAM/Emetteur"]}
    trial.check("Emetteur is the OU of the certificate in both contexts", senders == {STRUCTURE_ID})
    trial.check("no assertion was sent", not any(path.startswith("Security") for path in request))
    trial.check("the search was answered", found is not None)

    with client_of(trial.simulator, ClientCertificate.WRONG_CN) as wrong:
        told = {finding.problem for finding in wrong.findings}
        refused = trial.note(
            "the same with a certificate of CN INSI-Auto", wrong.search_by_traits(_PIERRE_ALAIN)
        ).outcome
    trial.check("a certificate of another CN is told at start", CredentialProblem.COMMON_NAME_WRONG in told)
    is_named = isinstance(refused, Refused) and refused.fault is not None and refused.fault.code == "desir_560"
    trial.check("and what the gateway says of it (desir_560) is named", is_named)


def _apostrophe_and_ligatures(trial: Trial) -> None:
    found = _search(trial, TraitsQuery("d’Æion", ("Cœur",), Sex.MALE, "1987-01-25"))
    request = trial.sent(0)
    trial.check("the typographic apostrophe and Æ were rewritten", request["NomNaissance"] == "D'AEION")
    trial.check("and œ", request["Prenom"] == "COEUR")
    trial.check("the identity was found", found is not None)


def _accents_and_compounds(trial: Trial) -> None:
    found = _search(trial, TraitsQuery("Du Puy--Montbrun", ("Anne-Sophie",), Sex.FEMALE, "2000-10-01"))
    request = trial.sent(0)
    trial.check("the double hyphen stays in a family name", request["NomNaissance"] == "DU PUY--MONTBRUN")
    trial.check("a compound given name is one name", request["Prenom"] == "ANNE-SOPHIE")
    trial.check("the identity was found", found is not None)
    _search(trial, TraitsQuery("Adrtroïs", ("Noëlle",), Sex.FEMALE, "1936-06-00"))
    request = trial.sent(1)
    trial.check("accents are dropped", (request["NomNaissance"], request["Prenom"]) == ("ADRTROIS", "NOELLE"))
    trial.check("an unknown day is sent as 01", request["DateNaissance"] == "1936-06-01")


def _forbidden_characters(trial: Trial) -> None:
    for query in (
        TraitsQuery("ADRTROIS2", ("DOMINIQUE",), Sex.FEMALE, "1997-02-26"),
        TraitsQuery("ADRTROIS", ("DOMINIQUE_",), Sex.FEMALE, "1997-02-26"),
        TraitsQuery("ADRTROIS", ("PIERRE--ALAIN",), Sex.MALE, "1997-02-26"),
        TraitsQuery("-ADRTROIS", ("DOMINIQUE",), Sex.FEMALE, "1997-02-26"),
    ):
        _search(trial, query)
        outcome = trial.outcomes[-1].outcome
        is_refused = isinstance(outcome, InvalidRequest) and "name" in outcome.text
        trial.check(
            f"{query.birth_family_name} {query.birth_given_names[0]} is refused, the field being named", is_refused
        )
    trial.check("without any call", trial.exchanges == [])


def _history(trial: Trial) -> None:
    found = _search(trial, _PIERRE_ALAIN)
    former = PastIns(Ins("2090763220834", "39", _NIR), "2019-03-01", "2019-02-28")
    trial.check("the history is kept, a start after the end included", found is not None and found.history == (former,))


def _long_history(trial: Trial) -> None:
    pierre_alain = replace(
        person_named("ECETINSI", "PIERRE-ALAIN"),
        history=(Identifier("2090763220834", "39", _NIR), Identifier("2090663220123", "55", _NIR)),
    )
    trial.inject("cnda_TEST_2.04_cas2_inshisto_original.xml", wire.result("00", pierre_alain, Style.parse("cnda")))
    found = _search(trial, _PIERRE_ALAIN)
    former = (PastIns(Ins("2090763220834", "39", _NIR)), PastIns(Ins("2090663220123", "55", _NIR)))
    trial.check("both former numbers are kept in their order", found is not None and found.history == former)


def _nia_by_traits(trial: Trial) -> None:
    nia = person_named("PROVISOIRE", "MATRICULE")
    trial.inject("cnda_TEST_2.05_nia.xml", wire.result("00", nia, Style.parse("cnda+pretty+comments+crlf")))
    found = _search(trial, TraitsQuery("PROVISOIRE", ("MATRICULE",), Sex.MALE, "2009-07-01"))
    trial.check("the identity was found", found is not None and found.ins.matricule == "1090763220888")
    trial.check("its OID makes it a NIA", found is not None and found.ins.kind is MatriculeKind.NIA)


def _place_after_several(trial: Trial) -> None:
    leonardo = TraitsQuery("DE VINCI", ("LEONARDO",), Sex.MALE, "2014-02-01", "63220")
    found = _search(trial, leonardo)
    trial.check("two calls, the first one answered CR 02", trial.calls == [(_BY_TRAITS, "02"), (_BY_TRAITS, "00")])
    trial.check("the first one without place of birth", "LieuNaissance" not in trial.sent(0))
    trial.check("the second one with it", trial.sent(1)["LieuNaissance"] == "63220")
    trial.check("the identity was found", found is not None and found.ins.matricule == "1140263220833")


def _given_name_by_given_name(trial: Trial) -> None:
    found = _search(trial, TraitsQuery("TCHITCHI", ("OLA", "CATARINA", "BELLA"), Sex.FEMALE, "1936-06-21"))
    given_names = [trial.sent(position)["Prenom"] for position in range(len(trial.calls))]
    trial.check("one call for each given name until one is found", given_names == ["OLA", "CATARINA"])
    results = [result for _, result in trial.calls]
    trial.check("the fault that stands for nobody did not end the loop", results == ["insi_102", "00"])
    trial.check("the identity was found", found is not None and found.ins.matricule == "2360663220836")


def _all_given_names_at_last(trial: Trial) -> None:
    _search(trial, TraitsQuery("TCHITCHI", ("OLA", "ANNA"), Sex.FEMALE, "1936-06-21"))
    given_names = [trial.sent(position)["Prenom"] for position in range(len(trial.calls))]
    trial.check("after each of them, all together", given_names == ["OLA", "ANNA", "OLA ANNA"])


def _corsican_history(trial: Trial) -> None:
    trial.simulator.steering.style("cnda+misordered")
    found = _search(trial, TraitsQuery("ADRCORSE", ("LAETITIA",), Sex.FEMALE, "1953-07-09"))
    trial.check("the number keeps its letter", found is not None and found.ins.matricule == "253072B073004")
    trial.check("and its key is the right one", found is not None and found.ins.key_valid)
    former = (
        PastIns(Ins("253072A073004", "43", _NIR), "1976-01-01", "2006-12-31"),
        PastIns(Ins("8530720073906", "75", _NIA), "2007-01-01", "2007-03-31"),
    )
    trial.check("the history is kept whole, letters included", found is not None and found.history == former)


CASES = (
    Case("2.02bis", "Proof of mutual TLS", _mutual_tls, simulator_arguments=("--tls", "1.2")),
    Case("2.03a", "Formats: apostrophe and ligatures", _apostrophe_and_ligatures, "which of the three cases it is"),
    Case("2.03b", "Formats: accents, compound names, partial date", _accents_and_compounds, "the whole case"),
    Case("2.03c", "Formats: forbidden characters (case 3)", _forbidden_characters, "the names"),
    Case("2.04a", "History of the number", _history),
    Case("2.04b", "History of the number (case 2, injected)", _long_history),
    Case("2.05", "A NIA comes back (injected)", _nia_by_traits),
    Case("2.06", "CR 02, then the place of birth", _place_after_several),
    Case("2.07a", "One call for each given name", _given_name_by_given_name),
    Case("2.07b", "All given names together when each found nobody", _all_given_names_at_last, "the given names"),
    Case("2.08", "History with Corsican numbers", _corsican_history, "the person and the numbers"),
)

"""What the service answers to a request: gateway first, then the INSi backend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tests.emulators.insi import faults, people, wire
from tests.emulators.insi.faults import Fault
from tests.emulators.insi.people import Person, TraitsSearch, VitaleSearch
from tests.emulators.insi.request import Request, UnreadableRequest, parse
from tests.emulators.insi.wire import Style

TEST_IDAM = "TESTSGIE0000"
"""The authorization number of the GIE's test kit: the one that is always let in."""
_ALLOWED_CN = ("INSI-AUTO", "INSI-MANU")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Profile(StrEnum):
    """Which platform is played: they differ in how they say that nobody was found."""

    QUALIFICATION = "qualification"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Caller:
    """Who the TLS certificate says is calling."""

    common_name: str
    structure_id: str
    is_of_this_environment: bool


@dataclass(frozen=True)
class Teleservice:
    people: Sequence[Person]
    profile: Profile = Profile.QUALIFICATION
    style: Style = field(default_factory=Style)
    idams: frozenset[str] | None = frozenset({TEST_IDAM})
    """None lets every software in."""

    def answer(self, body: bytes, caller: Caller) -> "Answer":
        try:
            request = parse(body)
        except UnreadableRequest as error:
            return self.refuse(replace(faults.NOT_UNDERSTOOD, technical=f"La demande n'est pas lisible: {error}."))
        refusal = self._gateway(request, caller)
        if refusal:
            return self.refuse(refusal, request)
        match request.search:
            case VitaleSearch() as search:
                return self._by_vitale(request, search)
            case TraitsSearch() as search:
                return self._by_traits(request, search)

    def refuse(self, fault: Fault, request: Request | None = None) -> "Answer":
        message_id = request.message_id if request else ""
        return Answer(500, faults.serialize(fault, message_id, self.style), fault.code, request)

    def _gateway(self, request: Request, caller: Caller) -> Fault | None:
        if not caller.is_of_this_environment:
            return faults.CERTIFICATE_WRONG
        if caller.common_name not in _ALLOWED_CN:
            return faults.ACCESS_LEVEL
        if self.idams is not None and request.idam not in self.idams:
            return faults.SOFTWARE_UNKNOWN
        return None

    def _by_vitale(self, request: Request, search: VitaleSearch) -> "Answer":
        if not search.own_number and not search.insured_number:
            return self.refuse(_missing("MatriculeIndividu ou MatriculeOD"), request)
        found = people.find_by_vitale(self.people, search)
        return self._result(request, found, faults.VITALE_FAILED)

    def _by_traits(self, request: Request, search: TraitsSearch) -> "Answer":
        if not search.family_name:
            return self.refuse(faults.FAMILY_NAME_MISSING, request)
        if not search.given_names:
            return self.refuse(_missing("Prenom"), request)
        if search.sex not in {"M", "F"}:
            return self.refuse(_missing("Sexe (M ou F)"), request)
        if not _DATE.fullmatch(search.birth_date):
            return self.refuse(_missing("DateNaissance (AAAA-MM-JJ)"), request)
        return self._result(request, people.find_by_traits(self.people, search), faults.TRAITS_FAILED)

    def _result(self, request: Request, found: Sequence[Person], not_found: Fault) -> "Answer":
        match found:
            case [person]:
                return Answer(200, wire.result("00", person, self.style), "00", request)
            case [] if self.profile is Profile.QUALIFICATION:
                # Qualification has no SNGI to ask after the RFI: the missing second answer is a technical fault.
                return self.refuse(not_found, request)
            case []:
                return Answer(200, wire.result("01", None, self.style), "01", request)
            case _:
                return Answer(200, wire.result("02", None, self.style), "02", request)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    result: str
    """The CR code, or the code of the fault."""
    request: Request | None
    """None where the body could not be read."""


def _missing(field: str) -> Fault:
    return replace(faults.NOT_UNDERSTOOD, technical=f"Le champ {field} manque ou n'a pas la forme attendue.")

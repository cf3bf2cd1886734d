"""What the service answers to a request: gateway first, then the INSi backend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cryptography import x509

from tests.emulators.insi import assertion, faults, people, wire
from tests.emulators.insi.assertion import AssertionRefused
from tests.emulators.insi.faults import Fault
from tests.emulators.insi.people import Person, TraitsSearch, VitaleSearch
from tests.emulators.insi.request import Request, UnreadableRequest, parse
from tests.emulators.insi.wire import Style

TEST_IDAM = "TESTSGIE0000"
"""The authorization number of the GIE's test kit."""
KNOWN_IDAMS = frozenset({TEST_IDAM, "LSN17NF23FW0", "PDP17NF21DD0", "DVB17HE21HW0"})
"""The numbers seen in public messages: what was recorded there is answered here."""
_ALLOWED_CN = ("INSI-AUTO", "INSI-MANU")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Profile(StrEnum):
    """Which platform is played: they differ in how they say that nobody was found."""

    QUALIFICATION = "qualification"
    PRODUCTION = "production"


class Mode(StrEnum):
    """How a caller shows who it is: the two have different hosts."""

    CERTIFICATE = "certificate"
    """The software certificate of an establishment, in mutual TLS."""
    CARD = "card"
    """The assertion signed by a professional's card, in a TLS without client certificate."""


@dataclass(frozen=True)
class Caller:
    """Who is calling: by the TLS certificate, or in card mode by the assertion."""

    common_name: str
    emitter: str
    """What `Emetteur` must say: the OU of the certificate, or the national identifier of the card's holder."""
    is_of_this_environment: bool = True


_NOBODY = Caller("", "")


@dataclass(frozen=True)
class Teleservice:
    people: Sequence[Person]
    profile: Profile = Profile.QUALIFICATION
    style: Style = field(default_factory=Style)
    mode: Mode = Mode.CERTIFICATE
    idams: frozenset[str] | None = KNOWN_IDAMS
    """None lets every software in."""
    card_authorities: Sequence[x509.Certificate] = ()
    """Who may have issued the card's certificate; anybody when empty."""

    def answer(self, body: bytes, certified: Caller) -> "Answer":
        """Answer a request; `certified` is who the TLS certificate names, in certificate mode."""
        try:
            request = parse(body)
        except UnreadableRequest as error:
            unreadable = replace(faults.NOT_UNDERSTOOD, technical=f"La demande n'est pas lisible: {error}.")
            return self.refuse(unreadable, None, certified)
        try:
            caller = self._card_holder(request) if self.mode is Mode.CARD else certified
        except AssertionRefused as error:
            refused = replace(faults.NOT_AUTHENTICATED, technical=f"L'assertion du professionnel est refusée: {error}.")
            return self.refuse(refused, request, _NOBODY)
        fault = self._gateway(request, caller)
        if fault:
            return self.refuse(fault, request, caller)
        match request.search:
            case VitaleSearch() as search:
                found = self._by_vitale(search)
            case TraitsSearch() as search:
                found = self._by_traits(search)
        if isinstance(found, Fault):
            return self.refuse(found, request, caller)
        code = {0: "01", 1: "00"}.get(len(found), "02")
        result = wire.result(code, found[0] if code == "00" else None, self.style)
        return Answer(200, result, code, request, caller)

    def refuse(self, fault: Fault, request: Request | None, caller: Caller) -> "Answer":
        message_id = request.message_id if request else ""
        return Answer(500, faults.serialize(fault, message_id, self.style), fault.code, request, caller)

    def _card_holder(self, request: Request) -> Caller:
        holder = assertion.verify(assertion.professional_assertion(request.security), self.card_authorities)
        return Caller(holder.card_kind, holder.national_id)

    def _gateway(self, request: Request, caller: Caller) -> Fault | None:
        if not caller.is_of_this_environment:
            return faults.CERTIFICATE_WRONG
        if self.mode is Mode.CERTIFICATE and caller.common_name not in _ALLOWED_CN:
            return faults.ACCESS_LEVEL
        if self.idams is not None and request.idam not in self.idams:
            return faults.SOFTWARE_UNKNOWN
        return None

    def _by_vitale(self, search: VitaleSearch) -> list[Person] | Fault:
        if not search.own_number and not search.insured_number:
            return _missing("MatriculeIndividu ou MatriculeOD")
        return people.find_by_vitale(self.people, search) or self._nobody(faults.VITALE_FAILED)

    def _by_traits(self, search: TraitsSearch) -> list[Person] | Fault:
        if not search.family_name:
            return faults.FAMILY_NAME_MISSING
        if not search.given_names:
            return _missing("Prenom")
        if search.sex not in {"M", "F"}:
            return _missing("Sexe (M ou F)")
        if not _DATE.fullmatch(search.birth_date):
            return _missing("DateNaissance (AAAA-MM-JJ)")
        return people.find_by_traits(self.people, search) or self._nobody(faults.TRAITS_FAILED)

    def _nobody(self, in_qualification: Fault) -> list[Person] | Fault:
        # Qualification has no SNGI to ask after the RFI: the missing second answer is a technical fault.
        return in_qualification if self.profile is Profile.QUALIFICATION else []


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    result: str
    """The CR code, or the code of the fault."""
    request: Request | None
    """None where the body could not be read."""
    caller: Caller


def _missing(field: str) -> Fault:
    return replace(faults.NOT_UNDERSTOOD, technical=f"Le champ {field} manque ou n'a pas la forme attendue.")

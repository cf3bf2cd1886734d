"""The faults of the gateway and of the INSi backend, each in the habits of who emits it."""

from dataclasses import dataclass
from enum import StrEnum

from tests.emulators.insi import wire
from tests.emulators.insi.names import SIRAM
from tests.emulators.insi.wire import Element, Style


class Emitter(StrEnum):
    GATEWAY = "gateway"
    BACKEND = "backend"


class Mark(StrEnum):
    """How a fault of this table is known."""

    RECORDED = "recorded"
    REPORTED = "reported by third parties; what they do not say is inferred"
    SIMULATOR = "of the simulator alone: the real code is not public"


@dataclass(frozen=True)
class Fault:
    code: str
    emitter: Emitter
    blames: str
    """`Sender` or `Receiver`."""
    family: str
    severity: str
    reason: str
    """The sentence for the user."""
    technical: str
    mark: Mark


_UNAVAILABLE = (
    "Le service est temporairement inaccessible. Veuillez renouveler votre demande ultérieurement."
    " Si le problème persiste, contactez l'éditeur du progiciel ou votre responsable informatique."
)
_NOT_AUTHORIZED = (
    "L'accès par ce progiciel au service n'est pas autorisé."
    " Contactez l'éditeur du progiciel ou votre responsable informatique."
)
_NO_RIGHTS = "Vous ne disposez pas des droits suffisants pour accéder à ce service"
_BAD_DATA = "Les données de la demande sont incorrectes."

SOFTWARE_UNKNOWN = Fault(
    "desir_550",
    Emitter.GATEWAY,
    "Sender",
    "siram_100",
    "erreur",
    _NOT_AUTHORIZED,
    "Numéro d'autorisation du logiciel inconnu.",
    Mark.RECORDED,
)
ACCESS_LEVEL = Fault(
    "desir_560",
    Emitter.GATEWAY,
    "Sender",
    "siram_100",
    "erreur",
    _NO_RIGHTS,
    "Niveau d'accès insuffisant.",
    Mark.REPORTED,
)
CERTIFICATE_WRONG = Fault(
    "desir_620",
    Emitter.GATEWAY,
    "Sender",
    "siram_100",
    "erreur",
    _NO_RIGHTS,
    "Le certificat de la carte PS est erroné.",
    Mark.REPORTED,
)
SERVICE_DOWN = Fault(
    "desir_1020",
    Emitter.GATEWAY,
    "Sender",
    "siram_40",
    "fatale",
    _UNAVAILABLE,
    "Le service appelé est temporairement indisponible",
    Mark.RECORDED,
)
VITALE_FAILED = Fault(
    "insi_101",
    Emitter.BACKEND,
    "Receiver",
    "siram_40",
    "fatal",
    _UNAVAILABLE,
    "L'appel au service de recherche avec la carte Vitale renvoie une erreur technique.",
    Mark.REPORTED,
)
TRAITS_FAILED = Fault(
    "insi_102",
    Emitter.BACKEND,
    "Receiver",
    "siram_40",
    "fatal",
    _UNAVAILABLE,
    "L'appel au service de recherche avec les traits d'identité renvoie une erreur technique.",
    Mark.RECORDED,
)
TELESERVICES_DOWN = Fault(
    "insi_111",
    Emitter.BACKEND,
    "Receiver",
    "siram_40",
    "fatale",
    _UNAVAILABLE,
    "Indisponibilité des téléservices",
    Mark.REPORTED,
)
FAMILY_NAME_MISSING = Fault(
    "insi_19",
    Emitter.BACKEND,
    "Sender",
    "siram_10",
    "erreur",
    _BAD_DATA,
    "Le champ nom de naissance est obligatoire",
    Mark.REPORTED,
)
FAMILY_NAME_REQUIRED = Fault(
    "insi_28",
    Emitter.BACKEND,
    "Sender",
    "siram_10",
    "erreur",
    _BAD_DATA,
    "Nom de naissance obligatoire",
    Mark.REPORTED,
)
NOT_UNDERSTOOD = Fault(
    "simulateur_10",
    Emitter.GATEWAY,
    "Sender",
    "siram_10",
    "erreur",
    _BAD_DATA,
    "La demande n'est pas lisible.",
    Mark.SIMULATOR,
)
NOT_AUTHENTICATED = Fault(
    "simulateur_20",
    Emitter.GATEWAY,
    "Sender",
    "siram_100",
    "erreur",
    _NO_RIGHTS,
    "L'assertion du professionnel est refusée.",
    Mark.SIMULATOR,
)

TABLE = {
    fault.code: fault
    for fault in (
        SOFTWARE_UNKNOWN,
        ACCESS_LEVEL,
        CERTIFICATE_WRONG,
        SERVICE_DOWN,
        VITALE_FAILED,
        TRAITS_FAILED,
        TELESERVICES_DOWN,
        FAMILY_NAME_MISSING,
        FAMILY_NAME_REQUIRED,
        NOT_UNDERSTOOD,
        NOT_AUTHENTICATED,
    )
}


def serialize(fault: Fault, message_id: str, style: Style) -> bytes:
    """Write the fault as its emitter does; only the gateway returns the message id of the request."""
    if fault.emitter is Emitter.BACKEND:
        attributes = (("severite", fault.severity), ("code", fault.code))
        # The backend says English and writes French.
        return wire.backend_fault(_fault(fault, "S", "en", attributes), style)
    echoed = (("messageID", message_id),) if message_id else ()
    attributes = (("code", fault.code), *echoed, ("severite", fault.severity))
    return wire.gateway_fault(_fault(fault, "soap", "fr", attributes), style)


def _fault(fault: Fault, prefix: str, language: str, attributes: tuple[tuple[str, str], ...]) -> Element:
    # The subcode takes the prefix of the envelope although siram_NN is no SOAP name.
    subcode = Element(f"{prefix}:Subcode", (Element(f"{prefix}:Value", f"{prefix}:{fault.family}"),))
    code = Element(f"{prefix}:Code", (Element(f"{prefix}:Value", f"{prefix}:{fault.blames}"), subcode))
    reason = Element(f"{prefix}:Reason", (Element(f"{prefix}:Text", fault.reason, (("xml:lang", language),)),))
    error = Element("siram:Erreur", fault.technical, (*attributes, ("xmlns:siram", SIRAM)))
    return Element(f"{prefix}:Fault", (code, reason, Element(f"{prefix}:Detail", (error,))))

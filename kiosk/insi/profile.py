"""The kinds of users the public notice of the teleservice names, and what each puts into its requests.

Known for certain from recorded certificates: `Emetteur` and the OU are the digit 1 and a FINESS number, or the digit 3
and a SIRET number. Which kind of user holds which number is common French practice, not a quotation of the guide; the
certificate order form decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class StructureNumber(Enum):
    """A national structure number, by the digit that stands before it in `Emetteur` and in the OU."""

    FINESS = "1"
    SIRET = "3"


class UserKind(Enum):
    ESTABLISHMENT = "establishment"
    MEDICAL_AUXILIARY = "medical_auxiliary"
    DENTAL_SURGEON = "dental_surgeon"
    LABORATORY = "laboratory"
    GENERAL_PRACTITIONER = "general_practitioner"
    SPECIALIST = "specialist"
    PHARMACIST = "pharmacist"
    MIDWIFE = "midwife"
    MEDICO_SOCIAL = "medico_social"


@dataclass(frozen=True)
class UserProfile:
    structure_numbers: tuple[StructureNumber, ...]
    """The usual one first."""
    structure: str
    """What patients call the place, in French, with its article."""
    common_name: str = "INSI-AUTO"
    """Of the certificate to order: nobody with a card of his own stands behind a kiosk. INSI-MANU works too."""


_HEALTH = (StructureNumber.FINESS, StructureNumber.SIRET)
_PRACTICE = (StructureNumber.SIRET, StructureNumber.FINESS)

PROFILES: Mapping[UserKind, UserProfile] = {
    UserKind.ESTABLISHMENT: UserProfile(_HEALTH, "l'établissement"),
    UserKind.MEDICAL_AUXILIARY: UserProfile(_PRACTICE, "le cabinet"),
    UserKind.DENTAL_SURGEON: UserProfile(_PRACTICE, "le cabinet dentaire"),
    UserKind.LABORATORY: UserProfile(_HEALTH, "le laboratoire"),
    UserKind.GENERAL_PRACTITIONER: UserProfile(_PRACTICE, "le cabinet médical"),
    UserKind.SPECIALIST: UserProfile(_PRACTICE, "le cabinet médical"),
    UserKind.PHARMACIST: UserProfile(_HEALTH, "la pharmacie"),
    UserKind.MIDWIFE: UserProfile(_PRACTICE, "le cabinet de sage-femme"),
    UserKind.MEDICO_SOCIAL: UserProfile(_HEALTH, "l'établissement"),
}

# FINESS: nine characters, the Corsican departments written 2A and 2B; test numbers hold other letters there.
_FORMS = {
    StructureNumber.FINESS: re.compile(r"\d[\dA-Z]\d{7}", re.ASCII),
    StructureNumber.SIRET: re.compile(r"\d{14}", re.ASCII),
}


def structure_number_of(sender: str) -> StructureNumber | None:
    """Tell which number stands in an `Emetteur`, or None where it has the form of neither."""
    for kind in StructureNumber:
        if sender.startswith(kind.value) and _FORMS[kind].fullmatch(sender[1:]):
            return kind
    return None


def sender_mistake(user: UserKind, sender: str) -> str | None:
    """Say what is wrong with an `Emetteur` for this kind of user, or None where nothing is."""
    if structure_number_of(sender) in PROFILES[user].structure_numbers:
        return None
    expected = " or ".join(f"{kind.value} + {kind.name}" for kind in PROFILES[user].structure_numbers)
    return f"not {expected}, as in the OU of the client certificate"

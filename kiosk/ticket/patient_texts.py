"""The ticket's words for the patient."""

from collections.abc import Mapping
from typing import Final

from kiosk.ticket.ticket import PatientTexts

PATIENT_TEXTS: Final[Mapping[str, PatientTexts]] = {
    "fr": PatientTexts(instruction="Présentez ce ticket et une pièce d’identité à l’accueil."),
    "en": PatientTexts(instruction="Show this ticket and your ID at the reception desk."),
}
"""Language code -> texts."""

from kiosk.i18n import Catalog
from kiosk.ticket.ticket import PatientTexts


def patient_texts(language: str) -> PatientTexts:
    """The patient's part of the ticket in this language; raises FileNotFoundError if it has no catalog."""
    return PatientTexts(instruction=Catalog.load(language).text("ticket.instruction"))

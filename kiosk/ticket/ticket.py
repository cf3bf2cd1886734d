from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from hardware.card_reader.api import PersonOnCard
from hardware.printer.document import Picture
from kiosk.insi.outcome import Found

Holder: TypeAlias = Found | PersonOnCard
"""Whose ticket it is: an identity from INSi or, where INSi could not be asked, what stands on the card."""


@dataclass(frozen=True)
class PatientTexts:
    """The patient's part of the ticket, in the patient's language; the staff's part is always French."""

    instruction: str
    """What to do next."""


@dataclass(frozen=True)
class Ticket:
    """What the patient carries to the desk."""

    establishment: str
    service: str
    """Where the kiosk stands, such as "Consultations"; may be empty."""
    printed_at: datetime
    """Local time."""
    number: str
    """The kiosk's letter and the day's running number, such as "A 12"."""
    holder: Holder = field(repr=False)
    texts: PatientTexts
    visit_code: str | None = None
    """As `kiosk.ticket.visit_code` makes it; None where the desk uses none."""
    logo: Picture | None = field(default=None, repr=False)
    head_lines: tuple[str, ...] = ()
    """The establishment's own words below its name."""
    foot_lines: tuple[str, ...] = ()
    is_duplicate: bool = False
    """A second copy, which says so."""
    is_test_configuration: bool = False
    """Whether INSi's test platform stands behind it: only then may a test matricule be on paper."""

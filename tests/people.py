"""The fictitious persons of the public INSi test fixtures, as the parts of the kiosk see them."""

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.ins import Ins
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found

TOUSSAINT = PersonOnCard(0, "ADRTROIS", "TOUSSAINT", "19600101", "160012B020777", "13")
PIERRE_ALAIN = PersonOnCard(1, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "89")

TOUSSAINT_FOUND = Found(
    Ins("160012B020777", "13", "1.2.250.1.213.1.4.8"),
    (),
    StrictTraits("ADRTROIS", ("TOUSSAINT",), "M", "1960-01-01", "2B020"),
)

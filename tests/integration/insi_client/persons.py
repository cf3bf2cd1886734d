"""Persons the simulator knows, as a technician would type them and as cards hold them."""

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.traits import Sex
from kiosk.insi.query import TraitsQuery

DOMINIQUE = TraitsQuery("Adrtrois", ("Dominique",), Sex.FEMALE, "1997-02-26")
NOBODY = TraitsQuery("Personne", ("Inconnu",), Sex.MALE, "1990-01-01")
LEONARDO = TraitsQuery("de Vinci", ("Leonardo", "Piero"), Sex.MALE, "2014-02-01", "63220")

TOUSSAINT_ON_CARD = PersonOnCard(0, "ADRTROIS", "TOUSSAINT", "19600101", "160012B020777", "13")
PIERRE_ALAIN_ON_CARD = PersonOnCard(1, "ECETINSI", "PIERRE-ALAIN", "20090714", "1090763220834", "89")
ZOE_ON_CARD = PersonOnCard(1, "ADRTROIS", "ZOE", "20200315", None, None)
HELENE_ON_CARD = PersonOnCard(0, "LEFÈVRE", "HÉLÈNE", "19362100", "2360663220836", "56")

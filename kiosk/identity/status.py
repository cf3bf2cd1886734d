"""The four statuses of an identity (RNIV, EXI SI 07)."""

from enum import Enum


class IdentityStatus(Enum):
    PROVISIONAL = "provisoire"
    RETRIEVED = "récupérée"
    VALIDATED = "validée"
    QUALIFIED = "qualifiée"

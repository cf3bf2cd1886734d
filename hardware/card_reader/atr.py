"""What a card is, as far as its Answer To Reset tells (ISO 7816-3 §8; ATRs after the pcsc-tools list)."""

import re
from enum import Enum

_CONVENTIONS = frozenset((0x3B, 0x3F))
_HAS_TD = 0x80
_MAX_LENGTH = 33


class CardFamily(Enum):
    VITALE_2 = "vitale_2"
    VITALE_1 = "vitale_1"
    PROFESSIONAL = "professional"
    """CPS, CPE and their like."""
    UNKNOWN = "unknown"


_PATTERNS = (
    (re.compile(r"3B751300004.09.A9000"), CardFamily.VITALE_2),
    (re.compile(r"3F652500..09..9000"), CardFamily.VITALE_1),
    (re.compile(r"3BAC00402A0012250064.*"), CardFamily.PROFESSIONAL),
    (re.compile(r"3BDC18FF00001225.*"), CardFamily.PROFESSIONAL),  # CPS 4
    (re.compile(r"3B8F80010031B86404B0ECC1739401808290000E"), CardFamily.PROFESSIONAL),  # CPS 3 without contacts
)


def recognize(atr: bytes) -> CardFamily:
    """Name the family; UNKNOWN may still be a carte Vitale of a new series, which only SELECT tells."""
    digits = atr.hex().upper()
    return next((family for pattern, family in _PATTERNS if pattern.fullmatch(digits)), CardFamily.UNKNOWN)


def is_well_formed(atr: bytes) -> bool:
    """Tell whether the bytes are an ATR at all; dirty contacts give ones that are not."""
    if not 2 <= len(atr) <= _MAX_LENGTH or atr[0] not in _CONVENTIONS:  # noqa: PLR2004 - TS and T0
        return False
    historical_bytes = atr[1] & 0x0F
    interface, position = atr[1] & 0xF0, 2
    only_t0 = True
    while interface:
        position += interface.bit_count()
        if not interface & _HAS_TD:
            break
        if position > len(atr):
            return False
        td = atr[position - 1]
        only_t0 = only_t0 and td & 0x0F == 0
        interface = td & 0xF0
    return len(atr) == position + historical_bytes + (0 if only_t0 else 1)

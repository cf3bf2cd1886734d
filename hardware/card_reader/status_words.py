"""The status words a reading meets (ISO 7816-4 §5.1.3)."""

from enum import IntEnum


class Sw(IntEnum):
    OK = 0x9000
    END_OF_FILE = 0x6282
    """Fewer bytes than asked: the file ends here."""
    FILE_NOT_FOUND = 0x6A82
    OFFSET_OUTSIDE = 0x6B00


_MORE_DATA = 0x61
_WRONG_LE = 0x6C


def bytes_waiting(sw: int) -> int | None:
    """Return how many bytes `61xx` offers to GET RESPONSE, or None for any other status."""
    return (sw & 0xFF or 256) if sw >> 8 == _MORE_DATA else None


def exact_length(sw: int) -> int | None:
    """Return the Le that `6Cxx` asks for, or None for any other status."""
    return (sw & 0xFF or 256) if sw >> 8 == _WRONG_LE else None

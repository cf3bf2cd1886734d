"""What PC/SC calls return and how a slot's state is written (PC/SC part 5, <pcsclite.h>)."""

from enum import IntEnum, IntFlag

PNP_NOTIFICATION = "\\\\?PnP?\\Notification"
"""A reader by this name changes when readers come or go."""


class Code(IntEnum):
    SUCCESS = 0
    CANCELLED = 0x80100002
    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS_AVAILABLE = 0x8010002E
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069
    SECURITY_VIOLATION = 0x8010006A


SERVICE_IS_DOWN = frozenset(
    {Code.NO_SERVICE, Code.SERVICE_STOPPED, Code.COMM_ERROR, Code.INVALID_HANDLE, Code.SECURITY_VIOLATION}
)
CARD_IS_GONE = frozenset({Code.NO_SMARTCARD, Code.REMOVED_CARD})
CARD_IS_MUTE = frozenset({Code.UNPOWERED_CARD, Code.UNRESPONSIVE_CARD})
READER_IS_GONE = frozenset({Code.UNKNOWN_READER, Code.READER_UNAVAILABLE, Code.NO_READERS_AVAILABLE})


class SlotFlag(IntFlag):
    CHANGED = 0x0002
    PRESENT = 0x0020
    MUTE = 0x0200


class PcscFault(Exception):
    """A PC/SC call returned something else than success; handled inside this package."""

    def __init__(self, call: str, code: int) -> None:
        self.code = code & 0xFFFFFFFF
        super().__init__(f"{call} returned 0x{self.code:08X}")


def require_success(call: str, code: int) -> None:
    if code != Code.SUCCESS:
        raise PcscFault(call, code)


def event_counter(state: int) -> int:
    """How often cards came and went in this slot since pcscd started, modulo 65536."""
    return state >> 16 & 0xFFFF

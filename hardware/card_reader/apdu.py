"""Commands to a card and its responses, in the short form (ISO 7816-4 §5.1, ISO 7816-3 §12.1)."""

from dataclasses import dataclass, field
from enum import IntEnum

_BYTE = 0xFF
_HEADER = 4
_MAX_DATA = 255
_MAX_LE = 256
_SHORT_FILE = 0x80


class Instruction(IntEnum):
    SELECT = 0xA4
    READ_BINARY = 0xB0
    GET_RESPONSE = 0xC0


class MalformedApdu(ValueError):
    """The bytes are no short command or no response; the text never quotes them."""


@dataclass(frozen=True)
class Command:
    """One command; `le` is the length wanted back, 1 to 256, or None where no data is."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.cla | self.ins | self.p1 | self.p2 <= _BYTE:
            raise MalformedApdu("a header byte is outside 0 to 255")
        if len(self.data) > _MAX_DATA:
            raise MalformedApdu(f"{len(self.data)} bytes of data do not fit a short command")
        if self.le is not None and not 1 <= self.le <= _MAX_LE:
            raise MalformedApdu("Le is outside 1 to 256")

    @property
    def offset(self) -> int:
        """Where READ BINARY begins (ISO 7816-4 §7.2.2): beside a short file identifier P2 alone says it."""
        return self.p2 if self.p1 & _SHORT_FILE else self.p1 << 8 | self.p2

    def encode(self) -> bytes:
        encoded = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.data:
            encoded += bytes((len(self.data),)) + self.data
        if self.le is not None:
            encoded += bytes((self.le % _MAX_LE,))  # 256 is written 00
        return encoded

    @classmethod
    def decode(cls, encoded: bytes) -> "Command":
        """Raises MalformedApdu where `encoded` is none of the four short cases."""
        if len(encoded) < _HEADER:
            raise MalformedApdu("a command has a header of four bytes")
        cla, ins, p1, p2 = encoded[:_HEADER]
        match encoded[_HEADER:]:
            case b"":
                return cls(cla, ins, p1, p2)
            case body if len(body) == 1:
                return cls(cla, ins, p1, p2, le=_decode_le(body[0]))
            case body if body[0] and len(body) == 1 + body[0]:
                return cls(cla, ins, p1, p2, data=body[1:])
            case body if body[0] and len(body) == 1 + body[0] + 1:
                return cls(cla, ins, p1, p2, data=body[1:-1], le=_decode_le(body[-1]))
        raise MalformedApdu("the length bytes do not match the length")


def _decode_le(byte: int) -> int:
    return byte or _MAX_LE


@dataclass(frozen=True)
class Response:
    """What the card answered; the data may be personal, so `repr` never shows them."""

    data: bytes = field(repr=False)
    sw: int
    """SW1 SW2; named ones are in `status_words`."""

    @classmethod
    def decode(cls, encoded: bytes) -> "Response":
        """Raises MalformedApdu where not even a status word came."""
        if len(encoded) < 2:  # noqa: PLR2004 - SW1 SW2
            raise MalformedApdu("a response ends with a status word of two bytes")
        return cls(bytes(encoded[:-2]), int.from_bytes(encoded[-2:], "big"))

    def encode(self) -> bytes:
        return self.data + self.sw.to_bytes(2, "big")


def select_master_file() -> Command:
    return Command(0x00, Instruction.SELECT, 0x00, 0x00, data=bytes.fromhex("3F00"))


def select_application(aid: bytes) -> Command:
    return Command(0x00, Instruction.SELECT, 0x04, 0x00, data=aid)


def select_file(fid: bytes) -> Command:
    """Select an elementary file under the current application by its two-byte identifier."""
    return Command(0x00, Instruction.SELECT, 0x02, 0x00, data=fid)


def read_binary(offset: int) -> Command:
    """Read up to 256 bytes of the current file; `offset` is 0 to 32767."""
    return Command(0x00, Instruction.READ_BINARY, offset >> 8, offset & 0xFF, le=_MAX_LE)


def read_short_file(sfi: int) -> Command:
    """Make the file of a short identifier (1 to 30) current and read its first 256 bytes (ISO 7816-4 §7.2.2)."""
    return Command(0x00, Instruction.READ_BINARY, _SHORT_FILE | sfi, 0x00, le=_MAX_LE)


def get_response(cla: int, le: int) -> Command:
    return Command(cla, Instruction.GET_RESPONSE, 0x00, 0x00, le=le)

"""The card's side of T=0: what a carte Vitale answers to each command, byte by byte (ISO 7816-3 and -4)."""

from dataclasses import dataclass, field

ROOT = b""
"""The key of the root among a card's applications."""

_MASTER_FILE = bytes.fromhex("3F00")
_SELECT, _READ_BINARY, _GET_RESPONSE = 0xA4, 0xB0, 0xC0

OK = bytes.fromhex("9000")
WRONG_LENGTH = bytes.fromhex("6700")
NOT_ALLOWED = bytes.fromhex("6982")
NO_FILE_SELECTED = bytes.fromhex("6986")
FILE_NOT_FOUND = bytes.fromhex("6A82")
WRONG_P1_P2 = bytes.fromhex("6A86")
OFFSET_OUTSIDE = bytes.fromhex("6B00")
UNKNOWN_INSTRUCTION = bytes.fromhex("6D00")
UNKNOWN_CLASS = bytes.fromhex("6E00")


@dataclass(frozen=True)
class File:
    """A transparent elementary file."""

    content: bytes
    fid: bytes = b""
    """Two bytes, or none where only the short identifier is known."""
    sfi: int | None = None
    protected: bool = False


@dataclass(frozen=True)
class CardImage:
    """Everything an emulated card holds; `applications` maps an AID, or ROOT, to its files."""

    atr: bytes
    applications: dict[bytes, tuple[File, ...]] = field(default_factory=dict)
    cla: int = 0x00


class T0Card:
    """A powered card: its image and where in it the reader stands."""

    def __init__(self, image: CardImage) -> None:
        self.image = image
        self.reset()

    def reset(self) -> None:
        self._application = ROOT
        self._file: File | None = None
        self._waiting = b""

    def answer(self, apdu: bytes) -> bytes:
        """Answer one command as T=0 transports it: never data in both directions."""
        if len(apdu) < 4:
            return WRONG_LENGTH
        cla, ins, p1, p2 = apdu[:4]
        body = apdu[4:]
        waiting, self._waiting = self._waiting, b""
        if cla != self.image.cla:
            return UNKNOWN_CLASS
        if ins == _SELECT:
            return self._select(p1, p2, body)
        if ins == _READ_BINARY:
            return self._read_binary(p1, p2, body)
        if ins == _GET_RESPONSE:
            return _give(waiting, body) if waiting else WRONG_LENGTH
        return UNKNOWN_INSTRUCTION

    def _select(self, p1: int, p2: int, body: bytes) -> bytes:
        # A reader that speaks TPDU refuses a command with both data and Le, so this card does too.
        if not body or len(body) != 1 + body[0]:
            return WRONG_LENGTH
        name = body[1:]
        if p1 == 0x04 or (p1 in {0x00, 0x02} and name == _MASTER_FILE):
            application = ROOT if name == _MASTER_FILE else name
            if application not in self.image.applications:
                return FILE_NOT_FOUND
            self._application, self._file = application, None
        elif p1 in {0x00, 0x02}:
            found = next((file for file in self._files() if file.fid == name), None)
            if found is None:
                return FILE_NOT_FOUND
            self._file = found
        else:
            return WRONG_P1_P2
        if p2 == 0x0C:  # no FCI wanted
            return OK
        self._waiting = self._file_control_information()
        return bytes([0x61, len(self._waiting)])

    def _read_binary(self, p1: int, p2: int, body: bytes) -> bytes:
        if len(body) != 1:
            return WRONG_LENGTH
        offset = p1 << 8 | p2
        if p1 & 0x80:  # ISO 7816-4 §7.2.2: b5 to b1 hold a short file identifier, P2 the offset
            offset = p2
            named = next((file for file in self._files() if file.sfi == p1 & 0x1F), None)
            if named is None:
                return FILE_NOT_FOUND
            self._file = named
        if self._file is None:
            return NO_FILE_SELECTED
        if self._file.protected:
            return NOT_ALLOWED
        if offset >= len(self._file.content):
            return OFFSET_OUTSIDE
        return _give(self._file.content[offset : offset + 256], body)

    def _files(self) -> tuple[File, ...]:
        return self.image.applications.get(self._application, ())

    def _file_control_information(self) -> bytes:
        """Invented content of the length seen on a real card: 30 bytes."""
        size = len(self._file.content) if self._file else 0
        inner = b"\x81\x02" + size.to_bytes(2, "big") + b"\x85\x16" + bytes(22)
        return b"\x6f" + bytes([len(inner)]) + inner


def _give(available: bytes, body: bytes) -> bytes:
    """Answer a command whose body is its one-byte Le; 00 means 256 (ISO 7816-3 §12.2.3)."""
    wanted = body[0] or 256
    if wanted > len(available):
        return bytes([0x6C, len(available) % 256])
    return available[:wanted] + OK

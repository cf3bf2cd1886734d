"""Cutting a stream of ESC/POS bytes into commands, as a printer does on reception; pure.

Source: Epson ESC/POS Application Programming Guide. Only lengths stand here; the meaning is the reader's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

_CONTROL_END = 0x20
_DLE = 0x10
_PREFIXES = b"\x10\x1b\x1c\x1d"


@dataclass(frozen=True, repr=False)
class Characters:
    """Printable bytes, still in the printer's code page."""

    data: bytes


@dataclass(frozen=True, repr=False)
class Command:
    code: bytes
    """One control byte, or a prefix and what follows it, such as ESC @ or GS ( H."""
    parameters: bytes = b""


@dataclass(frozen=True)
class UnknownCommand:
    """What no printer of this kind knows; its parameters cannot be told from text."""

    code: bytes


Item: TypeAlias = Characters | Command | UnknownCommand

_FIXED_LENGTHS: Final = {
    b"\x00": 0,
    b"\x09": 0,
    b"\x0a": 0,
    b"\x0c": 0,
    b"\x0d": 0,
    b"\x18": 0,
    b"\x10\x04": 1,
    b"\x10\x05": 1,
    b"\x1b@": 0,
    b"\x1b2": 0,
    b"\x1bi": 0,
    b"\x1bm": 0,
    b"\x1bp": 3,
    b"\x1b$": 2,
    b"\x1b\\": 2,
    b"\x1bc": 2,
    b"\x1d$": 2,
    b"\x1dL": 2,
    b"\x1dW": 2,
    b"\x1dP": 2,
    b"\x1d\\": 2,
    b"\x1c.": 0,
    b"\x1c&": 0,
    b"\x1cP": 4,
    b"\x1bv": 0,
    **{b"\x1b" + bytes([letter]): 1 for letter in b" !-3EGJMRVadert{"},
    **{b"\x1d" + bytes([letter]): 1 for letter in b"!BHIabfhrw"},
}

_REAL_TIME_LENGTHS = {1: 2, 2: 1, 3: 1, 7: 1, 8: 7}
"""DLE DC4 fn -> bytes after fn."""
_FEEDING_CUTS = b"ABab"
_BARCODES_WITH_LENGTH = 65


class CommandReader:
    """Reads bytes in any portions."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Iterator[Item]:
        """Yield what is complete; the rest waits for the next bytes."""
        self._pending += data
        while self._pending:
            first = self._pending[0]
            if first >= _CONTROL_END:
                yield Characters(self._take(_characters_at_start(self._pending)))
                continue
            code_length = _code_length(self._pending)
            if code_length is None or code_length > len(self._pending):
                return
            code, rest = self._pending[:code_length], self._pending[code_length:]
            if not _is_known(code):
                # After a DLE that leads nowhere, printers look for the next real-time command at once.
                yield UnknownCommand(self._take(1 if first == _DLE else code_length))
                continue
            length = _parameter_length(code, rest)
            if length is None or length > len(rest):
                return
            yield Command(code, self._take(code_length + length)[code_length:])

    @property
    def is_between_commands(self) -> bool:
        return not self._pending

    def _take(self, length: int) -> bytes:
        taken, self._pending = self._pending[:length], self._pending[length:]
        return taken


def _characters_at_start(pending: bytes) -> int:
    return next((index for index, byte in enumerate(pending) if byte < _CONTROL_END), len(pending))


def _code_length(pending: bytes) -> int | None:
    if pending[0] not in _PREFIXES:
        return 1
    if len(pending) == 1:
        return None
    return 3 if pending[:2] in {b"\x1d(", b"\x1d8"} else 2


_VARIABLE = {b"\x10\x14", b"\x1b*", b"\x1bD", b"\x1dV", b"\x1dv", b"\x1dk"}


def _is_known(code: bytes) -> bool:
    return code in _FIXED_LENGTHS or code in _VARIABLE or code[:2] == b"\x1d("


def _parameter_length(code: bytes, rest: bytes) -> int | None:
    """Return how many parameter bytes belong to the command, or None while too little of it has arrived."""
    if code in _FIXED_LENGTHS:
        return _FIXED_LENGTHS[code]
    if code[:2] == b"\x1d(":
        return 2 + int.from_bytes(rest[:2], "little") if len(rest) >= 2 else None
    match code:
        case b"\x10\x14":
            return 1 + _REAL_TIME_LENGTHS.get(rest[0], 0) if rest else None
        case b"\x1bD":
            return rest.index(0) + 1 if 0 in rest else None
        case b"\x1dV":
            return (2 if rest[0] in _FEEDING_CUTS else 1) if rest else None
        case b"\x1dv":
            # "0" m xL xH yL yH, then x bytes for each of y rows.
            bytes_per_row, rows = int.from_bytes(rest[2:4], "little"), int.from_bytes(rest[4:6], "little")
            return 6 + bytes_per_row * rows if len(rest) >= 6 else None
        case b"\x1b*":
            bytes_per_column = 3 if rest and rest[0] >= 32 else 1
            return 3 + bytes_per_column * int.from_bytes(rest[1:3], "little") if len(rest) >= 3 else None
        case _:
            return _barcode_length(rest)


def _barcode_length(rest: bytes) -> int | None:
    if not rest:
        return None
    if rest[0] >= _BARCODES_WITH_LENGTH:
        return 2 + rest[1] if len(rest) > 1 else None
    return rest.index(0, 1) + 1 if 0 in rest[1:] else None

"""What the printer's status bytes mean; pure.

Source: Epson ESC/POS Application Programming Guide, "DLE EOT", "GS a", "GS r", "ESC v" and "GS ( H". Every kind of
reply carries fixed bits, by which the kinds are told apart in the one stream in which the printer mixes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from hardware.printer.api import CoverOpen, CutterFault, Offline, Overheated, PaperOut, PrinterStatus, Ready, Unknown

DLE_EOT_1_TO_4: Final = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
"""Asks in real time for printer, off-line cause, error cause and paper roll: four one-byte replies in this order."""


@dataclass(frozen=True)
class RealTime:
    """The reply to one DLE EOT n."""

    byte: int


@dataclass(frozen=True)
class Automatic:
    """Automatic status back: four bytes, sent by the printer whenever one of them changes."""

    data: bytes


@dataclass(frozen=True)
class PaperSensor:
    """The reply to GS r 1 or ESC v: sent when the printer has worked through everything before it."""

    byte: int


@dataclass(frozen=True)
class ProcessDone:
    """The reply to GS ( H: the printer has worked through everything before this request."""

    process_id: bytes


@dataclass(frozen=True)
class BufferCleared:
    """The reply to DLE DC4 8."""


@dataclass(frozen=True)
class Garbage:
    """A byte that no reply starts with."""


Reply: TypeAlias = RealTime | Automatic | PaperSensor | ProcessDone | BufferCleared | Garbage

_FIXED_BITS = 0b1001_0011
_AUTOMATIC = 0b0001_0000
_REAL_TIME = 0b0001_0010
_XON_XOFF = (0x11, 0x13)
_BLOCK_HEADER = 0x37
_PROCESS_ID = 0x22
_CLEARED = 0x25
_BLOCK_LENGTHS = {_PROCESS_ID: 7, _CLEARED: 3}
_AUTOMATIC_LENGTH = 4


class ReplyStream:
    """Cuts what the printer sends into replies; bytes may come in any portions."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Sequence[Reply]:
        self._pending += data
        replies: list[Reply] = []
        while self._pending:
            length = _length_of_reply(self._pending)
            if length > len(self._pending):
                break
            reply = _decode(self._pending[:length])
            if isinstance(reply, Garbage) and length > 1:
                length = 1  # it only began like a longer reply: look again one byte further on
            self._pending = self._pending[length:]
            if reply is not None:
                replies.append(reply)
        return replies


def _length_of_reply(pending: bytes) -> int:
    first = pending[0]
    if _is_automatic_start(first):
        return _AUTOMATIC_LENGTH
    if first == _BLOCK_HEADER:
        return _BLOCK_LENGTHS.get(pending[1], 1) if len(pending) > 1 else 2
    return 1


def _decode(data: bytes) -> Reply | None:
    first = data[0]
    if first in _XON_XOFF:
        return None
    if first == _BLOCK_HEADER:
        return _decode_block(data)
    if _is_automatic_start(first):
        # The second to fourth byte have bits 4 and 7 clear.
        return Automatic(data) if all(byte & 0x90 == 0 for byte in data[1:]) else Garbage()
    if _is_real_time(first):
        return RealTime(first)
    if first & 0x90 == 0:
        return PaperSensor(first)
    return Garbage()


def _decode_block(data: bytes) -> Reply:
    if len(data) == _BLOCK_LENGTHS[_PROCESS_ID] and data[-1] == 0:
        return ProcessDone(data[2:6])
    if len(data) == _BLOCK_LENGTHS[_CLEARED] and data[-1] == 0:
        return BufferCleared()
    return Garbage()


def _is_automatic_start(byte: int) -> bool:
    """Tell the first byte of an automatic status: 0xx1xx00."""
    return byte & _FIXED_BITS == _AUTOMATIC


def _is_real_time(byte: int) -> bool:
    """Tell a reply to DLE EOT: 0xx1xx10."""
    return byte & _FIXED_BITS == _REAL_TIME


def decode_real_time(printer: int, offline_cause: int, error_cause: int, paper: int) -> PrinterStatus:
    """Read the replies to DLE EOT 1, 2, 3 and 4 together; the cause nearest to the person who mends it wins."""
    if not all(map(_is_real_time, (printer, offline_cause, error_cause, paper))):
        return Unknown()
    return _status(
        cover_open=bool(offline_cause & 0x04),
        paper_out=bool(offline_cause & 0x20 or paper & 0x60),
        cutter=bool(error_cause & 0x08),
        recovers_by_itself=bool(error_cause & 0x40),
        offline=bool(printer & 0x08 or offline_cause & 0x40 or error_cause & 0x24),
        paper_low=bool(paper & 0x0C),
    )


def decode_automatic(data: bytes) -> PrinterStatus:
    """Read the four bytes of an automatic status."""
    if len(data) != _AUTOMATIC_LENGTH or not _is_automatic_start(data[0]) or any(byte & 0x90 for byte in data[1:]):
        return Unknown()
    printer, error, paper, _ = data
    return _status(
        cover_open=bool(printer & 0x20),
        paper_out=bool(paper & 0x0C),
        cutter=bool(error & 0x08),
        recovers_by_itself=bool(error & 0x40),
        offline=bool(printer & 0x08 or error & 0x24),
        paper_low=bool(paper & 0x03),
    )


def decode_paper_sensor(byte: int) -> PrinterStatus:
    """Read the reply to GS r 1 or ESC v, which knows of the paper alone."""
    if byte & 0x90:
        return Unknown()
    if byte & 0x0C:
        return PaperOut()
    return Ready(paper_low=bool(byte & 0x03))


def _status(
    *, cover_open: bool, paper_out: bool, cutter: bool, recovers_by_itself: bool, offline: bool, paper_low: bool
) -> PrinterStatus:
    if cover_open:
        # An open cover lifts the paper off its sensor too.
        return CoverOpen()
    if paper_out:
        return PaperOut()
    if cutter:
        return CutterFault()
    if recovers_by_itself:
        # The print head is too hot and goes on when it has cooled.
        return Overheated()
    if offline:
        return Offline()
    return Ready(paper_low=paper_low)

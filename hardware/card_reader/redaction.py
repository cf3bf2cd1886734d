"""Replaces what is personal in a recorded exchange by stand-ins of the same length.

A stand-in keeps what decides how a record is read: a date stays of its kind, a NIR keeps a right or a wrong key, an
accent stays a byte above 7F. So the trace of a card that was refused is refused too, and for the same reason. Structure
is kept only where it is known; all else is replaced byte by byte.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeAlias

from hardware.card_reader.apdu import Command, Instruction, Response
from hardware.card_reader.birth_date import DateKind, kind_of_date
from hardware.card_reader.nir import control_key, has_valid_key
from hardware.card_reader.tlv import MalformedTlv, Tlv, parse, walk
from hardware.card_reader.trace import Exchange, Trace
from hardware.card_reader.vitale import (
    POINTER_TO_APPLICATION_MAX_LENGTH,
    POINTER_TO_FILE_LENGTH,
    FileTag,
    PersonTag,
    PointerTag,
    decode_text,
)

_STAND_IN = "¿".encode("iso-8859-1")
"""No tag may be three of these, so that what was no BER-TLV does not become any."""
_LETTER_STAND_IN = b"X"
_ACCENTED_STAND_IN = "É".encode("iso-8859-1")
_UNPRINTABLE_STAND_IN = b"\x1a"
_FILLING = b"\x00\xff\x20"

_STAND_IN_DATES = {DateKind.CALENDAR: b"19900101", DateKind.LUNAR: b"19902100", DateKind.IMPOSSIBLE: b"19900230"}
_DATE_LENGTH = 8
_NIR_AND_KEY_LENGTH = 15
_NO_KEY = "00"
"""Keys run from 01 to 97."""

# ISO 7816-4 §5.3.3: templates of the answer to SELECT, and what in them is of the file itself.
_FCI_TEMPLATES = (0x6F, 0x62, 0x64)
_ABOUT_THE_FILE = (0x80, 0x81, 0x82, 0x83, 0x84, 0x88, 0x8A)
# Certificates and validity.
_OTHER_FILE_TAGS = (0x66, 0x7F21, 0x5F37, 0x5F38)

_Redactor: TypeAlias = Callable[[bytes], bytes]


class _Content(Enum):
    FILE_CONTROL_INFORMATION = auto()
    FILE = auto()
    UNKNOWN = auto()


@dataclass
class _Blob:
    """The data of one or more responses that belong together."""

    content: _Content
    responses: list[tuple[int, Response]] = field(default_factory=list)
    """Each with its place among the exchanges."""

    @property
    def data(self) -> bytes:
        return b"".join(response.data for _, response in self.responses)


def redact(trace: Trace) -> Trace:
    """Return the trace with nothing personal left in it."""
    redactors = _redactors()
    exchanges = list(trace.exchanges)
    for blob in _blobs(trace.exchanges):
        data = redactors[blob.content](blob.data)
        for index, response in blob.responses:
            length = len(response.data)
            exchanges[index] = replace(exchanges[index], response=replace(response, data=data[:length]))
            data = data[length:]
    return replace(trace, exchanges=tuple(exchanges))


def _blobs(exchanges: Sequence[Exchange]) -> list[_Blob]:
    """Put together what was read in steps, so that no field is cut where a step ends."""
    blobs = [_Blob(_Content.UNKNOWN)]
    for index, exchange in enumerate(exchanges):
        if exchange.response is not None:
            if not _continues(exchange.command, blobs[-1]):
                blobs.append(_Blob(_content_after(exchange.command)))
            blobs[-1].responses.append((index, exchange.response))
    return blobs


def _continues(command: Command, blob: _Blob) -> bool:
    if command.ins == Instruction.READ_BINARY and blob.content is _Content.FILE:
        return 0 < command.offset == len(blob.data)
    return command.ins == Instruction.GET_RESPONSE


def _content_after(command: Command) -> _Content:
    if command.ins == Instruction.SELECT:
        return _Content.FILE_CONTROL_INFORMATION
    if command.ins == Instruction.READ_BINARY and command.offset == 0:
        return _Content.FILE
    return _Content.UNKNOWN


def _redactors() -> dict[_Content, _Redactor]:
    numbers = _Numbers()
    person: dict[int, _Redactor] = {
        PersonTag.FAMILY_NAME: _redact_name,
        PersonTag.GIVEN_NAME: _redact_name,
        PersonTag.BIRTH_DATE: _redact_date,
        PersonTag.NIR: numbers.redact,
    }
    file = dict.fromkeys(_OTHER_FILE_TAGS, _redact_bytes) | {
        FileTag.PERSON: lambda value: _redact_objects(value, person),
        FileTag.POINTERS: _keep_pointers,
    }
    information = dict.fromkeys(_ABOUT_THE_FILE, bytes)
    templates = dict.fromkeys(_FCI_TEMPLATES, lambda value: _redact_objects(value, information))
    return {
        _Content.FILE_CONTROL_INFORMATION: lambda data: _redact_known_objects(data, templates),
        _Content.FILE: lambda data: _redact_known_objects(data, file),
        _Content.UNKNOWN: _redact_bytes,
    }


def _redact_known_objects(data: bytes, redactors: Mapping[int, _Redactor]) -> bytes:
    """Redact each object by its tag; where none is known the data may be no objects, and lose all their bytes."""
    if any(each.tag in redactors for each in _complete_objects(data)):
        return _redact_objects(data, redactors)
    return _redact_bytes(data)


def _redact_objects(data: bytes, redactors: Mapping[int, _Redactor]) -> bytes:
    """Redact each object by its tag, keeping tags and lengths, and whatever follows the last complete one."""
    redacted = bytearray(data)
    end = 0
    for each in _complete_objects(data):
        end = each.start + len(each.value)
        redacted[each.start : end] = redactors.get(each.tag, _redact_bytes)(each.value)
    redacted[end:] = _redact_bytes(data[end:])
    return bytes(redacted)


def _complete_objects(data: bytes) -> list[Tlv]:
    objects: list[Tlv] = []
    with contextlib.suppress(MalformedTlv):
        objects.extend(walk(data))  # keeps those before the malformed one
    return objects


def _redact_bytes(data: bytes) -> bytes:
    """Replace all but the filling around it."""
    text = data.strip(_FILLING)
    start = data.find(text)
    return data[:start] + _STAND_IN * len(text) + data[start + len(text) :]


def _redact_name(value: bytes) -> bytes:
    return _within_padding(value, lambda text: b"".join(map(_redact_character, text)))


def _redact_character(character: str) -> bytes:
    if not character.isprintable() and character != "\N{NO-BREAK SPACE}":
        return _UNPRINTABLE_STAND_IN
    return _LETTER_STAND_IN if character.isascii() else _ACCENTED_STAND_IN


def _redact_date(value: bytes) -> bytes:
    def stand_in(text: str) -> bytes:
        kind = kind_of_date(text)
        return _STAND_IN_DATES[kind] if len(text) == _DATE_LENGTH else _STAND_IN * len(text)

    return _within_padding(value, stand_in)


class _Numbers:
    """One stand-in for each number, so that a number that occurs twice still does."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def redact(self, value: bytes) -> bytes:
        return _within_padding(value, self._stand_in)

    def _stand_in(self, text: str) -> bytes:
        if len(text) != _NIR_AND_KEY_LENGTH:
            return _STAND_IN * len(text)
        number, key = text[:-2], text[-2:]
        stand_in = f"1900175{len(self._known):06}"
        stand_in += control_key(stand_in) if has_valid_key(number, key) else _NO_KEY
        return self._known.setdefault(text, stand_in.encode("ascii"))


def _within_padding(value: bytes, stand_in: Callable[[str], bytes]) -> bytes:
    text = decode_text(value)
    start = value.find(text.encode("iso-8859-1"))
    return value[:start] + stand_in(text) + value[start + len(text) :]


def _keep_pointers(value: bytes) -> bytes:
    """Keep a map of applications and files as it is, if it is nothing else: it names no person."""
    try:
        is_map = all(map(_is_pointer, parse(value)))
    except MalformedTlv:
        is_map = False
    return value if is_map else _redact_bytes(value)


def _is_pointer(part: Tlv) -> bool:
    if part.tag == PointerTag.APPLICATIONS:
        return all(
            each.tag == PointerTag.APPLICATION and len(each.value) <= POINTER_TO_APPLICATION_MAX_LENGTH
            for each in part.children()
        )
    return part.tag == PointerTag.FILE and len(part.value) == POINTER_TO_FILE_LENGTH

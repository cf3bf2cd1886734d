"""BER-TLV data objects as cards store them (ISO 7816-4 §5.2.2, X.690 without the indefinite length)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_FILLING = b"\x00\xff"
"""Bytes that may stand before, between and after data objects (ISO 7816-4 §5.2.2.1)."""

_TAG_CONTINUES = 0x1F
_MORE = 0x80
_MAX_TAG_BYTES = 3
_MAX_LENGTH_BYTES = 4


class MalformedTlv(ValueError):
    """The bytes are no BER-TLV; the text never quotes them."""


@dataclass(frozen=True)
class Tlv:
    tag: int
    """Its bytes as one number, such as 0x65 or 0x7F21."""
    value: bytes = field(repr=False)
    start: int = field(default=0, compare=False)
    """Where the value begins in the bytes that were parsed."""

    def children(self) -> tuple["Tlv", ...]:
        """Parse the value. Raises MalformedTlv."""
        return parse(self.value)


def first_value(objects: Sequence[Tlv], tag: int) -> bytes | None:
    return next((each.value for each in objects if each.tag == tag), None)


def parse(data: bytes) -> tuple[Tlv, ...]:
    """Split `data` into its data objects, filling skipped. Raises MalformedTlv where one does not end within it."""
    return tuple(walk(data))


def walk(data: bytes) -> Iterator[Tlv]:
    """As `parse`, one by one: those before a malformed one are still given."""
    position = _after_filling(data, 0)
    while position < len(data):
        tag, position = _parse_tag(data, position)
        length, position = _parse_length(data, position)
        end = position + length
        if end > len(data):
            raise MalformedTlv("a value ends after the file")
        yield Tlv(tag, data[position:end], position)
        position = _after_filling(data, end)


def is_filling(data: bytes) -> bool:
    return not data.strip(_FILLING)


def _after_filling(data: bytes, position: int) -> int:
    return len(data) - len(data[position:].lstrip(_FILLING))


def _parse_tag(data: bytes, position: int) -> tuple[int, int]:
    end = position + 1
    if data[position] & _TAG_CONTINUES == _TAG_CONTINUES:
        while end < len(data) and data[end] & _MORE:
            end += 1
        end += 1
    if end > len(data):
        raise MalformedTlv("a tag ends after the file")
    if end - position > _MAX_TAG_BYTES:
        raise MalformedTlv("a tag has more than three bytes")
    return int.from_bytes(data[position:end], "big"), end


def _parse_length(data: bytes, position: int) -> tuple[int, int]:
    if position >= len(data):
        raise MalformedTlv("a length is missing")
    first = data[position]
    position += 1
    if first < _MORE:
        return first, position
    size = first & ~_MORE
    if not 1 <= size <= _MAX_LENGTH_BYTES:
        raise MalformedTlv("a length is indefinite or has more than four bytes")
    end = position + size
    if end > len(data):
        raise MalformedTlv("a length ends after the file")
    return int.from_bytes(data[position:end], "big"), end

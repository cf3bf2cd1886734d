"""A Code 128 symbol as a printer draws it from the data of GS k (ISO/IEC 15417); pure."""

from collections.abc import Iterator

from barcode.charsets.code128 import CODES, STOP

_START = {b"A": 103, b"B": 104, b"C": 105}
_CHANGE = {b"A": 101, b"B": 100, b"C": 99}
_TERMINATION_BARS = "11"
_CHECK_MODULUS = 103


def modules(data: bytes) -> str:
    """Return the bars as 1 and the gaps as 0, without quiet zones.

    `data` names its code set by {A, {B or {C first, as GS k demands; raises ValueError where it holds what the set
    does not.
    """
    values = list(_values(data))
    check = (values[0] + sum(position * value for position, value in enumerate(values[1:], 1))) % _CHECK_MODULUS
    return "".join([*(CODES[value] for value in values), CODES[check], STOP, _TERMINATION_BARS])


def text(data: bytes) -> str:
    """Return what is printed below the bars."""
    plain = data
    for code_set in _START:
        plain = plain.replace(b"{" + code_set, b"")
    return plain.decode("ascii")


def _values(data: bytes) -> Iterator[int]:
    code_set, rest = data[1:2], data[2:]
    if data[:1] != b"{" or code_set not in _START:
        raise ValueError("the data does not start with a code set")
    yield _START[code_set]
    while rest:
        if rest[:1] == b"{":
            code_set, rest = rest[1:2], rest[2:]
            if code_set not in _CHANGE:
                raise ValueError("an unknown code set is chosen")
            yield _CHANGE[code_set]
            continue
        yield _value(rest[0], code_set)
        rest = rest[1:]


def _value(byte: int, code_set: bytes) -> int:
    match code_set:
        case b"A" if byte < 0x20:
            return byte + 64
        case b"A" if byte < 0x60:
            return byte - 32
        case b"B" if 0x20 <= byte < 0x80:
            return byte - 32
        case b"C" if byte < 100:
            return byte
        case _:
            raise ValueError("a character is not in the code set")

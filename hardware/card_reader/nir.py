"""The NIR or NIA number and its control key."""

import re

_FORM = re.compile(r"\d{5}(\d\d|2[AB])\d{6}", re.ASCII)


def is_well_formed(number: str) -> bool:
    """Tell whether `number` has the 13 characters of a NIR, Corsican letters included."""
    return _FORM.fullmatch(number) is not None


def control_key(number: str) -> str:
    """Compute the two-digit key of a well-formed 13-character number: 97 − (number mod 97), 2A → 19, 2B → 18."""
    digits = number[:5] + number[5:7].replace("2A", "19").replace("2B", "18") + number[7:]
    return f"{97 - int(digits) % 97:02}"


def has_valid_key(number: str, key: str) -> bool:
    return is_well_formed(number) and control_key(number) == key

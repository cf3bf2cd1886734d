"""Which keys stand where: letters in the order a patient is used to, digits as on a telephone."""

from collections.abc import Sequence

_AZERTY = ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN'- ")
_QWERTY = ("QWERTYUIOP", "ASDFGHJKL'", "ZXCVBNM- ")
_QWERTZ = ("QWERTZUIOP", "ASDFGHJKL'", "YXCVBNM- ")
_ALPHABET = ("ABCDEFG", "HIJKLMN", "OPQRSTU", "VWXYZ'-", " ")

_HABITS = {
    "fr": _AZERTY,
    # Latin keyboards of the Maghreb, where most who read Arabic here learned to type.
    "ar": _AZERTY,
    "de": _QWERTZ,
}

DIGITS = ("123", "456", "789", "0")


def letter_orders(language: str) -> Sequence[Sequence[str]]:
    """Give the rows of letters, the best first: those of the language's keyboards, then the alphabet in narrower rows.

    A space ends a row and takes what is left of it.
    """
    return (_HABITS.get(language, _QWERTY), _ALPHABET)

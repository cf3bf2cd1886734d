"""The desk's code for a visit: opaque, typed or scanned, with a check character; pure.

Seven random characters and one check character, such as V7K2-93QD. The alphabet has neither vowels, so that no word
comes about, nor characters that are mistaken for each other. The check character follows the hybrid system of
ISO/IEC 7064 for 28 characters (MOD 29,28): any one wrong character is noticed, and nearly every exchange of neighbors.
"""

from typing import Final

ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
ENTROPY_BYTES: Final = 8
_RANDOM_CHARACTERS: Final = 7
_GROUP: Final = 4
_N: Final = len(ALPHABET)


def visit_code(entropy: bytes) -> str:
    """Make a code from `ENTROPY_BYTES` random bytes, which the caller draws from the system's generator."""
    number = int.from_bytes(entropy, "big")
    characters = ""
    for _ in range(_RANDOM_CHARACTERS):
        number, index = divmod(number, _N)
        characters += ALPHABET[index]
    return _grouped(characters + _check_character(characters))


def read_visit_code(typed: str) -> str | None:
    """Return the code as printed, whatever its case and separators; None if it is none, or mistyped."""
    characters = "".join(character for character in typed.upper() if character not in "- ")
    if len(characters) != _RANDOM_CHARACTERS + 1 or not set(characters) <= set(ALPHABET):
        return None
    return _grouped(characters) if _check_character(characters[:-1]) == characters[-1] else None


def _grouped(characters: str) -> str:
    return f"{characters[:_GROUP]}-{characters[_GROUP:]}"


def _check_character(characters: str) -> str:
    product = _N
    for character in characters:
        total = (product + ALPHABET.index(character)) % _N or _N
        product = 2 * total % (_N + 1)
    return ALPHABET[(_N + 1 - product) % _N]

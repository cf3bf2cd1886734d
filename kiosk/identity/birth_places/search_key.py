"""What two spellings of one place have in common: capital letters and digits, nothing else."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_ABBREVIATIONS = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES"}
_ARTICLES = ("LE", "LA", "LES", "L", "AUX", "LAS", "LOS")


def keys_of_name(name: str) -> tuple[str, ...]:
    """Give the keys under which a name is filed: as it stands, without its article, and in the order of its number."""
    words = _words(name)
    keys = ["".join(words)]
    if len(words) > 1 and words[0] in _ARTICLES:
        keys.append("".join(words[1:]))
    if any(_is_one_digit(word) for word in words):
        keys.append("".join(f"0{word}" if _is_one_digit(word) else word for word in words))
    return tuple(keys)


def keys_of_typing(typed: str) -> tuple[str, ...]:
    """Give the beginnings of keys that `typed` may stand for, none if it has no letter or digit.

    "ST" is Saint; as the last word it may as well be the beginning of Strasbourg.
    """
    words = _words(typed)
    if not words:
        return ()
    written_out = "".join(_ABBREVIATIONS.get(word, word) for word in words)
    as_begun = "".join([*(_ABBREVIATIONS.get(word, word) for word in words[:-1]), words[-1]])
    return (as_begun,) if written_out == as_begun else (as_begun, written_out)


def _is_one_digit(word: str) -> bool:
    """Tell a number that would stand behind a longer one, such as 2e behind 10e."""
    return word[:1].isdigit() and not word[1:2].isdigit()


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).upper()
    kept = (
        character if character.isascii() and character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character)
    )
    return "".join(kept).split()

"""Breaking a text into lines; pure, and no character is ever lost."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Final, TypeAlias

Measure: TypeAlias = Callable[[str], float]
"""How much room a piece of text takes; `len` counts characters."""

_STEPS: Final = 48
"""Into how many widths the room is divided in search of a balance."""


def wrap(text: str, room: float, measure: Measure = len) -> Sequence[str]:
    """Break at spaces; a word that has no room on a line breaks after its hyphens, and only then anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        for piece, glue in _pieces(word, room, measure):
            candidate = f"{line}{glue}{piece}" if line else piece
            if measure(candidate) <= room:
                line = candidate
            else:
                lines.append(line)
                line = piece
    lines.append(line)
    return lines


def wrap_balanced(text: str, room: int, measure: Measure = len) -> Sequence[str]:
    """Break into as few lines as `wrap` does, but of nearly equal length."""
    fewest = len(wrap(text, room, measure))
    longest_word = ceil(max(map(measure, text.split(" "))))
    widths = range(max(1, longest_word), room, max(1, room // _STEPS))
    return wrap(text, next((width for width in widths if len(wrap(text, width, measure)) == fewest), room), measure)


def longest_part(text: str, measure: Measure = len) -> float:
    """Measure the longest part that `wrap` would rather not break."""
    return max(measure(part) for word in text.split(" ") for part in _after_hyphens(word) or [""])


def _pieces(word: str, room: float, measure: Measure) -> Iterator[tuple[str, str]]:
    """Yield the parts of a word that fit a line, each with what joins it to the part before."""
    glue = " "
    for part in _after_hyphens(word) if measure(word) > room else [word]:
        for piece in _chunks(part, room, measure):
            yield piece, glue
            glue = ""


def _after_hyphens(word: str) -> Sequence[str]:
    parts = word.split("-")
    return [f"{part}-" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _chunks(part: str, room: float, measure: Measure) -> Iterator[str]:
    chunk = ""
    for character in part:
        if chunk and measure(chunk + character) > room:
            yield chunk
            chunk = ""
        chunk += character
    yield chunk

"""How wide words are in any size, each of them shaped once."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

PixelWidth = Callable[[str], float]


class Setting(NamedTuple):
    """What else than the size makes a line as wide as it is."""

    bold: bool
    is_right_to_left: bool


class Advances:
    """The widths of words in ems; personal like the words, so kept no longer than a page."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], float] = {}
        self._lines: dict[tuple[str, Setting], float] = {}

    def of_line(self, line: str, setting: Setting, of_runs: PixelWidth) -> float:
        key = line, setting
        if key not in self._lines:
            self._lines[key] = of_runs(line)
        return self._lines[key]

    def of_words(self, text: str, typeface: str, shaped: PixelWidth) -> float:
        """Add up words and spaces: no letter moves nearer to a space, nor takes another shape for it."""
        words = text.split(" ")
        return sum(self._of_word(word, typeface, shaped) for word in words if word) + (
            (len(words) - 1) * self._of_word(" ", typeface, shaped) if len(words) > 1 else 0.0
        )

    def _of_word(self, word: str, typeface: str, shaped: PixelWidth) -> float:
        key = word, typeface
        if key not in self._words:
            self._words[key] = shaped(word)
        return self._words[key]


class Measure:
    """Compares the lines of one text with widths in pixels, and shapes only those that leave it in doubt."""

    def __init__(self, size_px: int, ems_of: PixelWidth, shaped_px: Callable[[str], int]) -> None:
        self._size_px = size_px
        self._ems_of = ems_of
        self._shaped_px = shaped_px
        self._shaped: dict[str, int] = {}

    def is_wider(self, line: str, width: int) -> bool:
        estimate = self._ems_of(line) * self._size_px
        if abs(estimate - width) > _doubt(line):
            return estimate > width
        return self.width(line) > width

    def width(self, line: str) -> int:
        if line not in self._shaped:
            self._shaped[line] = self._shaped_px(line)
        return self._shaped[line]

    def widest(self, lines: Sequence[str]) -> int:
        estimates = {line: self._ems_of(line) * self._size_px for line in lines}
        least = max(estimate - _doubt(line) for line, estimate in estimates.items())
        return max(self.width(line) for line, estimate in estimates.items() if estimate + _doubt(line) >= least)

    def at_most(self, lines: Sequence[str]) -> int:
        """Give a width that none of the lines exceeds."""
        return max((int(self._ems_of(line) * self._size_px + _doubt(line)) + 1 for line in lines), default=0)


def _doubt(line: str) -> float:
    """Give the pixels by which rounding may move the end of a shaped line: a glyph and its kerning by 1/128 each."""
    return (len(line) + 1) / 32

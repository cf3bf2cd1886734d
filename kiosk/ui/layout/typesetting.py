"""Text into lines and lines into pixels, with Pillow alone: no window is needed to know whether a text fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from math import ceil
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from kiosk.ui.fonts import CAP_HEIGHT_EM, FontPaths
from kiosk.ui.layout.advances import Advances, Measure, Setting

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")

_DESIGN_PX = 1000
"""Where a pixel is a unit of the typefaces' design, so that nothing is rounded."""

_LATIN_LETTER = r"[A-Za-z\u00c0-\u024f]"
_LATIN = re.compile(rf"({_LATIN_LETTER}(?:[^{_ARABIC.pattern[1:-1]}]*(?:{_LATIN_LETTER}|[0-9]))?)")
"""Words in Latin letters amid Arabic, from the first letter to the last, with what stands between."""


class Align(Enum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"

    def mirrored(self) -> "Align":
        return {Align.LEFT: Align.RIGHT, Align.RIGHT: Align.LEFT, Align.CENTER: Align.CENTER}[self]


@dataclass(frozen=True)
class TypeStyle:
    size: float
    """Pixels at the reference of 1280 x 800."""
    bold: bool = False
    pitch_em: float = 1.38
    """From one baseline to the next."""
    is_enlarged: bool = True
    """Whether it follows the patient's text size: not what is large already, nor what nobody needs to get on."""


@dataclass(frozen=True)
class Typeset:
    """A text broken into lines at one size; personal, so never shown by `repr`."""

    lines: Sequence[str] = field(repr=False)
    size_px: int
    bold: bool
    pitch_px: int
    width: int
    """Of the longest line."""
    has_broken_word: bool
    """Whether a word had to be cut in two for want of width."""
    is_right_to_left: bool = False

    @property
    def height(self) -> int:
        return self.pitch_px * len(self.lines)

    @property
    def bleed(self) -> int:
        """Room around the box for accents, descenders and overhanging letters."""
        return self.size_px // 4


class Typesetter:
    """Sets texts in the kiosk's typefaces."""

    def __init__(self, fonts: FontPaths) -> None:
        self._fonts = fonts

    def set(
        self,
        text: str,
        style: TypeStyle,
        size_px: float,
        width: int | None = None,
        advances: Advances | None = None,
    ) -> Typeset:
        """Break `text` at its spaces into as few lines as `width` allows, of lengths as even as possible.

        Words that `advances` knows are not shaped again.
        """
        size_px = max(1, round(size_px))
        is_right_to_left = _is_right_to_left(text)
        measure = self._measure(size_px, Setting(style.bold, is_right_to_left), advances or Advances())
        lines, has_broken_word = text.split("\n"), False
        if width is not None:
            lines, has_broken_word = _break(text, width, measure)
        return Typeset(
            lines=lines,
            size_px=size_px,
            bold=style.bold,
            pitch_px=_pitch_px(style, size_px),
            width=measure.widest(lines),
            has_broken_word=has_broken_word,
            is_right_to_left=is_right_to_left,
        )

    def unbroken_height(
        self, text: str, style: TypeStyle, size_px: int, width: int, advances: Advances | None = None
    ) -> int | None:
        """Tell how high `set` would make the text, without setting it; None where it would cut a word."""
        measure = self._measure(size_px, Setting(style.bold, _is_right_to_left(text)), advances or Advances())
        lines = 0
        for paragraph in text.split("\n"):
            words, has_broken_word = _fitting_words(paragraph, width, measure)
            if has_broken_word:
                return None
            lines += len(_fill(words, width, measure))
        return lines * _pitch_px(style, size_px)

    def raster(self, typeset: Typeset, box_width: int, align: Align) -> Image.Image:
        """Draw the lines into a box as wide as given, plus the bleed on every side, as an "L" mask."""
        bleed = typeset.bleed
        mask = Image.new("L", (box_width + 2 * bleed, typeset.height + 2 * bleed))
        draw = ImageDraw.Draw(mask)
        for number, text in enumerate(typeset.lines):
            # The capitals are centered in the line.
            middle = bleed + typeset.pitch_px * (number + 0.5)
            baseline = round(middle + typeset.size_px * CAP_HEIGHT_EM / 2)
            line = self._line(text, typeset.size_px, typeset.bold, typeset.is_right_to_left)
            x = bleed + line.indent(box_width, align)
            for run in line.runs:
                draw.text((round(x), baseline), run.text, fill=255, font=run.font, anchor="ls", direction=run.direction)
                x += run.advance
        return mask

    def _measure(self, size_px: int, setting: Setting, advances: Advances) -> Measure:
        def ems_of_runs(line: str) -> float:
            return sum(run.ems(advances) for run in self._line(line, _DESIGN_PX, *setting).runs)

        return Measure(
            size_px,
            lambda line: advances.of_line(line, setting, ems_of_runs),
            lambda line: self._line(line, size_px, *setting).width,
        )

    def _line(self, text: str, size_px: int, bold: bool, is_right_to_left: bool) -> "_Line":
        fonts = self._fonts
        latin = _open_font(str(fonts.bold if bold else fonts.regular), size_px)
        if not is_right_to_left:
            return _Line([_Run(text, latin, "ltr")])
        arabic = _open_font(str(fonts.arabic_bold if bold else fonts.arabic_regular), size_px)
        # Neither typeface has all letters, so a line of both is set in runs; the first stands rightmost.
        runs = [
            _Run(part, latin, "ltr") if number % 2 else _Run(part, arabic, "rtl")
            for number, part in enumerate(_LATIN.split(text))
            if part
        ]
        return _Line(runs[::-1])


@dataclass(frozen=True)
class _Run:
    """A part of a line in one typeface and one direction."""

    text: str = field(repr=False)
    font: ImageFont.FreeTypeFont
    direction: Literal["ltr", "rtl"]

    @property
    def advance(self) -> float:
        return self._advance_of(self.text)

    def ems(self, advances: Advances) -> float:
        ems = advances.of_words(self.text, str(self.font.path), self._advance_of)
        return ems / self.font.size

    def _advance_of(self, text: str) -> float:
        return self.font.getlength(text, direction=self.direction)


@dataclass(frozen=True)
class _Line:
    runs: Sequence[_Run]
    """From left to right."""

    @property
    def width(self) -> int:
        return ceil(sum(run.advance for run in self.runs))

    def indent(self, box_width: int, align: Align) -> float:
        room = box_width - sum(run.advance for run in self.runs)
        return {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: room}[align]


def _is_right_to_left(text: str) -> bool:
    return _ARABIC.search(text) is not None


def _pitch_px(style: TypeStyle, size_px: int) -> int:
    return round(size_px * style.pitch_em)


@cache
def _open_font(path: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.RAQM)


def _break(text: str, width: int, measure: Measure) -> tuple[list[str], bool]:
    lines: list[str] = []
    has_broken_word = False
    for paragraph in text.split("\n"):
        words, broken = _fitting_words(paragraph, width, measure)
        has_broken_word |= broken
        lines += _even_lines(words, width, measure)
    return lines, has_broken_word


def _fitting_words(paragraph: str, width: int, measure: Measure) -> tuple[list[str], bool]:
    """Split at spaces; a word wider than the line also at its hyphens, and only then anywhere.

    Each piece keeps its trailing space, so that joining the pieces gives the text back.
    """
    pieces: list[str] = []
    has_broken_word = False
    for word in re.findall(r"[^ ]+ *", paragraph):
        if not measure.is_wider(word.rstrip(" "), width):
            pieces.append(word)
            continue
        for part in re.findall(r"[^-]+-* *|-+ *", word):
            if not measure.is_wider(part.rstrip(" "), width):
                pieces.append(part)
            else:
                pieces += _cut(part, width, measure)
                has_broken_word = True
    return pieces, has_broken_word


def _cut(word: str, width: int, measure: Measure) -> Iterator[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and measure.is_wider(word[start:end].rstrip(" "), width):
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def _even_lines(words: Sequence[str], width: int, measure: Measure) -> list[str]:
    """Fill greedily, then narrow the width as long as no further line is needed."""
    best = _fill(words, width, measure)
    if len(best) == 1:
        return best
    low, high = 0, measure.at_most(best)
    while high - low > 1:
        middle = (low + high) // 2
        lines = _fill(words, middle, measure)
        if len(lines) == len(best) and not any(measure.is_wider(line, middle) for line in lines):
            best, high = lines, middle
        else:
            low = middle
    return best


def _fill(words: Sequence[str], width: int, measure: Measure) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in words:
        if current and measure.is_wider((current + word).rstrip(" "), width):
            lines.append(current.rstrip(" "))
            current = ""
        current += word
    return [*lines, current.rstrip(" ")]

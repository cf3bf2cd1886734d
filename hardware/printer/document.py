"""A receipt before any printer is known: blocks from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Align(Enum):
    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, repr=False)
class Text:
    """A paragraph; the printer wraps it at words and never cuts it."""

    text: str
    width: int = 1
    """Times the printer's normal character width, 1 to 8."""
    height: int = 1
    """Times the printer's normal character height, 1 to 8."""
    bold: bool = False
    reverse: bool = False
    """White on a black band over the whole line."""
    align: Align = Align.LEFT


@dataclass(frozen=True, repr=False)
class Columns:
    """Two texts side by side, each wrapped within its own part of the paper."""

    left: Text
    right: Text
    left_share: float = 0.5
    """The left part's share of the width, between 0 and 1."""


@dataclass(frozen=True)
class Rule:
    """A horizontal line over the printable width."""


@dataclass(frozen=True)
class Space:
    height_dots: int


@dataclass(frozen=True, repr=False)
class Code128:
    """A bar code with its text below."""

    data: str
    """Printable ASCII."""


@dataclass(frozen=True, repr=False)
class Matrix:
    """A two-dimensional code such as a Datamatrix, centered; the printer leaves a quiet zone around it."""

    modules: Sequence[Sequence[bool]]
    """Rows from top to bottom; True is ink."""
    module_mm: float = 0.5
    """Wanted edge of a module; the printer takes the nearest whole number of dots."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A black and white picture such as a logo, centered, dot by dot; what is wider than the paper is left out."""

    width_dots: int
    """A multiple of 8."""
    rows: bytes
    """From top to bottom, 8 dots a byte, the leftmost in the highest bit; 1 is ink."""

    @property
    def height_dots(self) -> int:
        return len(self.rows) * 8 // self.width_dots


Block: TypeAlias = Text | Columns | Rule | Space | Code128 | Matrix | Picture


@dataclass(frozen=True, repr=False)
class Document:
    blocks: Sequence[Block]

"""The Datamatrix INS: the identity as a code for scanners (ANS, "Format datamatrix INS" 2.2); pure.

A header of 26 characters, then blocks: a two-character name, the value, and GS after a value that may vary in length,
is shorter than its maximum, and is not the last. The code is not signed, so it proves nothing to its reader.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from hardware.printer.document import Matrix
from kiosk.identity.ins import Ins
from kiosk.identity.traits import StrictTraits

_HEADER: Final = "IS" + "01" + "0" * 22
_GS: Final = "\x1d"


@dataclass(frozen=True)
class _Block:
    name: str
    trait: str
    """What a refusal calls it."""
    form: re.Pattern[str]
    longest: int
    varies: bool
    optional: bool = False


_NAMES_FORM = re.compile(r"[A-Z'][A-Z' -]*")
_BLOCKS: Final = (
    _Block("S1", "matricule", re.compile(r"\d{5}(\d\d|2[AB])\d{8}", re.ASCII), longest=15, varies=False),
    _Block("S2", "oid", re.compile(r"\d(\.\d+)+", re.ASCII), longest=20, varies=True),
    _Block("S3", "birth_given_names", _NAMES_FORM, longest=100, varies=True),
    _Block("S4", "birth_family_name", _NAMES_FORM, longest=100, varies=True),
    _Block("S5", "sex", re.compile(r"[MF]"), longest=1, varies=False),
    _Block("S6", "birth_date", re.compile(r"\d\d-\d\d-\d{4}", re.ASCII), longest=10, varies=False),
    _Block("S7", "birth_place_cog", re.compile(r"\d[\dAB]\d{3}", re.ASCII), longest=5, varies=False, optional=True),
)


@dataclass(frozen=True)
class Payload:
    """What a scanner reads from the code."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class NotEncodable:
    """The format cannot hold this identity."""

    trait: str
    """The trait that it cannot hold, by its name in StrictTraits or Ins."""


def payload(ins: Ins, traits: StrictTraits) -> Payload | NotEncodable:
    """Write the identity in the published format; nothing is corrected, shortened or left out to make it fit."""
    values = (
        ins.matricule + (ins.key or ""),
        ins.oid,
        " ".join(traits.birth_given_names),
        traits.birth_family_name,
        traits.sex,
        "-".join(reversed(traits.birth_date.split("-"))),
        traits.birth_place_cog,
    )
    text = _HEADER
    for block, value in zip(_BLOCKS, values, strict=True):
        if not value and block.optional:
            continue
        if len(value) > block.longest or not block.form.fullmatch(value):
            return NotEncodable(block.trait)
        # Sex and birth date follow both names, so that a value of varying length is never the last.
        text += block.name + value + (_GS if block.varies and len(value) < block.longest else "")
    return Payload(text)


def symbol(payload: Payload) -> Matrix:
    """Draw the payload as a square ECC 200 symbol (ISO/IEC 16022), without quiet zone."""
    # Imported late: it brings an imaging library along, and few tickets need it.
    from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder

    encoder = DataMatrixEncoder(DataMatrixData(payload.text, encoding="ascii"), quiet_zone=0, symbol_shape="square")
    drawing = encoder.get_pilimage(cellsize=1).convert("L")
    columns, rows = range(drawing.width), range(drawing.height)
    return Matrix(tuple(tuple(drawing.getpixel((x, y)) == 0 for x in columns) for y in rows))

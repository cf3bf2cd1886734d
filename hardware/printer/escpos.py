"""A document as ESC/POS bytes: in the printer's own characters, or drawn where it has none for the script."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, assert_never

from PIL import Image

from hardware.printer.document import Align, Block, Code128, Columns, Document, Matrix, Picture, Rule, Space, Text
from hardware.printer.escpos_library import dummy_printer_class, library_profile_name
from hardware.printer.options import PaperOptions
from hardware.printer.profiles import CHARACTER_HEIGHT_DOTS, CHARACTER_WIDTH_DOTS, PROFILES, Profile
from hardware.printer.raster import draw_band, draw_columns, draw_text
from hardware.printer.raster_command import feed, raster
from hardware.printer.wrap import longest_part, wrap, wrap_balanced

_INK: Final = 255
_RULE_HEIGHT_DOTS: Final = 3
_LEADING_DOTS: Final = 6
_LARGE: Final = 4
"""From this height on, characters carry enough white of their own and need no leading."""
_MAX_LINE_SPACING: Final = 255
_EMPTY_ROW: Final = Text("", reverse=True)

_CODE128: Final = 73
_TEXT_BELOW: Final = b"\x02"
_BARCODE_HEIGHT_DOTS: Final = 80
_CODE128_QUIET_ZONE: Final = 10
"""Modules on each side (ISO/IEC 15417)."""
_MATRIX_QUIET_ZONE: Final = 2
"""Modules on each side; ISO/IEC 16022 asks for one."""
_MM_PER_INCH: Final = 25.4

_PRESENTED_STEPS: Final = 10
"""Of 5 mm: so much of the ticket looks out for the patient to take."""
_WITHOUT_BLINKING: Final = 0
_RETRACT: Final = ord("R")

_SUBSTITUTES: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE", "\u202f": "\xa0"}
)
"""Typographic marks that some code pages lack and that lose nothing by it."""


def encode(document: Document, options: PaperOptions) -> bytes:
    """Encode the document with its final cut; nothing is asked of the printer.

    Raises hardware.printer.fonts.FontMissing where a text has to be drawn and cannot.
    """
    encoder = _Encoder(options)
    for reverse, group in itertools.groupby(document.blocks, _is_reverse):
        if reverse:
            encoder.band([block for block in group if isinstance(block, Text)])
        else:
            for block in group:
                encoder.block(block)
    return encoder.finish()


def cut_off(profile: Profile, retract_after_s: int) -> bytes:
    """Cut the ticket; a presenter holds it out, and takes it back if nobody has taken it after so many seconds."""
    if profile.has_presenter:
        return b"\x1cP" + bytes([_PRESENTED_STEPS, _WITHOUT_BLINKING, _RETRACT, retract_after_s])
    return b"\x1dVB\x00"


def _is_reverse(block: Block) -> bool:
    return isinstance(block, Text) and block.reverse


class _Encoder:
    def __init__(self, options: PaperOptions) -> None:
        self._profile: Profile = PROFILES[options.profile]
        self._columns = options.width_dots // CHARACTER_WIDTH_DOTS
        self._width_dots = self._columns * CHARACTER_WIDTH_DOTS
        self._draws_everything = options.rendering == "raster"
        self._retract_after_s = options.retract_after_s
        library_profile = library_profile_name(options.profile, options.paper_width_mm)
        # The library is untyped.
        self._printer: Any = dummy_printer_class()(profile=library_profile)
        self._printer.hw("INIT")
        if self._profile.has_motion_units:
            # One unit of feed is one dot, where the default would be half of one.
            self._raw(b"\x1dP" + bytes([self._profile.dots_per_inch] * 2))
        if self._profile.has_smoothing:
            self._printer.set(smooth=True)

    def block(self, block: Block) -> None:
        match block:
            case Text():
                self._paragraph(block)
            case Columns():
                self._two_columns(block)
            case Rule():
                self._drawn(Image.new("L", (self._width_dots, _RULE_HEIGHT_DOTS), _INK))
            case Space(height_dots):
                self._raw(feed(height_dots))
            case Code128(data):
                self._code128(data)
            case Matrix():
                self._matrix(block)
            case Picture():
                self._picture(block)
            case _:
                assert_never(block)

    def band(self, texts: Sequence[Text]) -> None:
        """White on black over the whole width: rows of cells without leading, one of them empty above and below."""
        if not all(self._has_characters_for(text) for text in texts):
            self._drawn(draw_band(texts, self._width_dots))
            return
        self._reversed_row("", _EMPTY_ROW)
        for text in texts:
            fitting = self._fitting(text, self._columns - 2 * text.width)
            columns = self._columns // fitting.width - 2
            for line in wrap(fitting.text, columns):
                self._reversed_row(f" {line.center(columns) if text.align is Align.CENTER else line}", fitting)
        self._reversed_row("", _EMPTY_ROW)

    def finish(self) -> bytes:
        self._raw(cut_off(self._profile, self._retract_after_s))
        return bytes(self._printer.output)

    def _paragraph(self, text: Text) -> None:
        if not self._has_characters_for(text):
            self._drawn(draw_text(text, self._width_dots))
            return
        fitting = self._fitting(text, self._columns)
        self._style(fitting, fitting.align)
        self._line_spacing(fitting)
        wrap_text = wrap_balanced if text.align is Align.CENTER else wrap
        for line in wrap_text(fitting.text, self._columns // fitting.width):
            self._printer.textln(line)

    def _two_columns(self, columns: Columns) -> None:
        if not (self._has_characters_for(columns.left) and self._has_characters_for(columns.right)):
            self._drawn(draw_columns(columns, self._width_dots))
            return
        # An even number of cells, so that texts of single and double width start at the same dot.
        split = int(self._columns * columns.left_share) // 2 * 2
        left = self._fitting(columns.left, split)
        right = self._fitting(columns.right, self._columns - split)
        if columns.left.width == columns.right.width:
            size = min(left, right, key=lambda text: text.width)
            left, right = (replace(text, width=size.width, height=size.height) for text in (left, right))
        self._line_spacing(max(left, right, key=lambda text: text.height))
        for left_line, right_line in itertools.zip_longest(
            wrap(left.text, split // left.width),
            wrap(right.text, (self._columns - split) // right.width),
            fillvalue="",
        ):
            self._style(left, Align.LEFT)
            self._printer.text(left_line)
            self._style(Text(""), Align.LEFT)
            self._printer.text(" " * (split - len(left_line) * left.width))
            self._style(right, Align.LEFT)
            self._printer.textln(right_line)

    def _reversed_row(self, line: str, text: Text) -> None:
        self._style(text, Align.LEFT)
        self._printer.line_spacing(text.height * CHARACTER_HEIGHT_DOTS)
        cells = self._columns // text.width
        self._printer.text(line.ljust(cells))
        if rest := self._columns - cells * text.width:
            self._style(replace(_EMPTY_ROW, height=text.height), Align.LEFT)
            self._printer.text(" " * rest)
        self._printer.textln()

    def _code128(self, data: str) -> None:
        # Start, data, check and stop symbols in code set B, all of 11 modules but the stop of 13.
        modules = 11 * (len(data) + 2) + 13 + 2 * _CODE128_QUIET_ZONE
        module_dots = 3 if modules * 3 <= self._width_dots else 2
        symbol = b"{B" + data.encode("ascii")
        self._style(Text(""), Align.CENTER)
        # The library's own method prints a remark on standard output.
        self._raw(b"\x1dh" + bytes([_BARCODE_HEIGHT_DOTS]))
        self._raw(b"\x1dw" + bytes([module_dots]))
        self._raw(b"\x1dH" + _TEXT_BELOW)
        self._raw(b"\x1dk" + bytes([_CODE128, len(symbol)]) + symbol)

    def _matrix(self, matrix: Matrix) -> None:
        module_dots = max(2, round(matrix.module_mm * self._profile.dots_per_inch / _MM_PER_INCH))
        quiet_zone_dots = _MATRIX_QUIET_ZONE * module_dots
        # Sent at half the size and doubled by the printer: a quarter of the bytes.
        scale = 2 if module_dots % 2 == 0 else 1
        edge = len(matrix.modules)
        symbol = Image.new("L", (edge, edge))
        symbol.putdata([_INK if module else 0 for row in matrix.modules for module in row])
        symbol = symbol.resize((edge * module_dots // scale,) * 2, Image.Resampling.NEAREST)
        self._raw(feed(quiet_zone_dots))
        self._drawn(symbol, Align.CENTER, scale)
        self._raw(feed(quiet_zone_dots))

    def _picture(self, picture: Picture) -> None:
        dots = Image.frombytes("1", (picture.width_dots, picture.height_dots), picture.rows).convert("L")
        left = max(0, (dots.width - self._width_dots) // 2)
        self._drawn(dots.crop((left, 0, left + min(dots.width, self._width_dots), dots.height)), Align.CENTER)

    def _drawn(self, image: Image.Image, align: Align = Align.LEFT, scale: int = 1) -> None:
        self._style(Text(""), align)
        self._raw(raster(image, scale))

    def _style(self, text: Text, align: Align) -> None:
        self._printer.set(
            align=align.value,
            bold=text.bold,
            custom_size=True,
            width=text.width,
            height=text.height,
            invert=text.reverse,
        )

    def _line_spacing(self, text: Text) -> None:
        leading = 0 if text.height >= _LARGE else _LEADING_DOTS
        self._printer.line_spacing(min(text.height * CHARACTER_HEIGHT_DOTS + leading, _MAX_LINE_SPACING))

    def _has_characters_for(self, text: Text) -> bool:
        return not self._draws_everything and all(map(self._has_character, self._printable(text.text)))

    def _has_character(self, character: str) -> bool:
        return self._printer.magic.encoder.find_suitable_encoding(character) is not None

    def _fitting(self, text: Text, columns: int) -> Text:
        """Make the text smaller rather than break a word that could stay whole."""
        printable = self._printable(text.text)
        size = min(text.width, max(1, int(columns // max(1, longest_part(printable)))))
        smaller_by = text.width - size
        return replace(text, text=printable, width=size, height=max(1, text.height - smaller_by))

    def _printable(self, text: str) -> str:
        return "".join(
            character if self._has_character(character) else character.translate(_SUBSTITUTES) for character in text
        )

    def _raw(self, command: bytes) -> None:
        """Send what the library has no method for."""
        self._printer._raw(command)  # noqa: SLF001  # its documented way for raw bytes

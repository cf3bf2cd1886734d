"""A document as ESC/POS bytes, in the printer's own fonts; pure but for the library's late import."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Final, assert_never

from PIL import Image

from hardware.printer.document import Align, Block, Code128, Columns, Document, Rule, Space, Text
from hardware.printer.escpos_library import dummy_printer_class, library_profile_name
from hardware.printer.options import PaperOptions
from hardware.printer.profiles import CHARACTER_HEIGHT_DOTS, CHARACTER_WIDTH_DOTS, PROFILES, Profile
from hardware.printer.wrap import wrap, wrap_balanced

LONGEST_COMMAND_BYTES: Final = 2048
"""No command with its data is longer: a picture is sent in bands."""

_RULE_HEIGHT_DOTS = 3
_LEADING_DOTS = 6
_LARGE = 4
"""From this height on, characters carry enough white of their own and need no leading."""
_MAX_FEED = 255
_BARCODE_HEIGHT_DOTS = 80
_CODE128 = 73
_TEXT_BELOW = b"\x02"
_CODE128_QUIET_ZONE = 10
"""Modules on each side (ISO/IEC 15417)."""

_EMPTY_ROW = Text("", reverse=True)

_SUBSTITUTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE", "\u202f": "\xa0"}
)
"""Typographic marks that some code pages lack."""


def encode(document: Document, options: PaperOptions) -> bytes:
    """Encode the document with its final cut; nothing is asked of the printer."""
    encoder = _Encoder(options)
    for reverse, group in itertools.groupby(document.blocks, _is_reverse):
        if reverse:
            encoder.band([block for block in group if isinstance(block, Text)])
        else:
            for block in group:
                encoder.block(block)
    return encoder.finish()


def _is_reverse(block: Block) -> bool:
    return isinstance(block, Text) and block.reverse


class _Encoder:
    def __init__(self, options: PaperOptions) -> None:
        self._profile: Profile = PROFILES[options.profile]
        self._columns = options.width_dots // CHARACTER_WIDTH_DOTS
        # The library is untyped.
        self._printer: Any = dummy_printer_class()(
            profile=library_profile_name(options.profile, options.paper_width_mm)
        )
        self._printer.hw("INIT")
        if self._profile.has_motion_units:
            # One unit of feed is one dot, where the default would be half of one.
            self._raw(b"\x1dP", bytes([self._profile.dots_per_inch] * 2))
        if self._profile.has_smoothing:
            self._printer.set(smooth=True)

    def block(self, block: Block) -> None:
        match block:
            case Text():
                self._paragraph(block)
            case Columns():
                self._two_columns(block)
            case Rule():
                self._rule()
            case Space(height_dots):
                self._feed(height_dots)
            case Code128(data):
                self._code128(data)
            case _:
                assert_never(block)

    def band(self, texts: Sequence[Text]) -> None:
        """White on black over the whole width: cells without leading between them, with one empty row around."""
        self._reversed_row("", _EMPTY_ROW)
        for text in texts:
            columns = self._columns // text.width - 2
            for line in wrap(self._printable(text.text), columns):
                centered = line.center(columns) if text.align is Align.CENTER else line
                self._reversed_row(f" {centered}", text)
        self._reversed_row("", _EMPTY_ROW)

    def finish(self) -> bytes:
        self._printer.cut(feed=False)
        return bytes(self._printer.output)

    def _paragraph(self, text: Text) -> None:
        self._style(text, text.align)
        self._line_spacing(text.height * CHARACTER_HEIGHT_DOTS + _leading(text))
        wrap_text = wrap_balanced if text.align is Align.CENTER else wrap
        for line in wrap_text(self._printable(text.text), self._columns // text.width):
            self._printer.textln(line)

    def _two_columns(self, columns: Columns) -> None:
        # An even number of cells, so that texts of single and double width start at the same dot.
        split = int(self._columns * columns.left_share) // 2 * 2
        left, right = columns.left, columns.right
        self._line_spacing(
            max(left.height, right.height) * CHARACTER_HEIGHT_DOTS + max(_leading(left), _leading(right))
        )
        for left_line, right_line in itertools.zip_longest(
            wrap(self._printable(left.text), split // left.width),
            wrap(self._printable(right.text), (self._columns - split) // right.width),
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
        self._line_spacing(text.height * CHARACTER_HEIGHT_DOTS)
        cells = self._columns // text.width
        self._printer.text(line.ljust(cells))
        if rest := self._columns - cells * text.width:
            self._style(Text("", height=text.height, reverse=True), Align.LEFT)
            self._printer.text(" " * rest)
        self._printer.textln()

    def _rule(self) -> None:
        self._style(Text(""), Align.LEFT)
        width_dots = self._columns * CHARACTER_WIDTH_DOTS
        self._printer.image(Image.new("1", (width_dots, _RULE_HEIGHT_DOTS), 0))

    def _feed(self, height_dots: int) -> None:
        for start in range(0, height_dots, _MAX_FEED):
            self._raw(b"\x1bJ", bytes([min(height_dots - start, _MAX_FEED)]))

    def _code128(self, data: str) -> None:
        # Start, data, check and stop symbols in code set B, all of 11 modules but the stop of 13.
        modules = 11 * (len(data) + 2) + 13 + 2 * _CODE128_QUIET_ZONE
        module_dots = 3 if modules * 3 <= self._columns * CHARACTER_WIDTH_DOTS else 2
        symbol = b"{B" + data.encode("ascii")
        self._style(Text(""), Align.CENTER)
        # The library's own method prints a remark on standard output.
        self._raw(b"\x1dh", bytes([_BARCODE_HEIGHT_DOTS]))
        self._raw(b"\x1dw", bytes([module_dots]))
        self._raw(b"\x1dH", _TEXT_BELOW)
        self._raw(b"\x1dk", bytes([_CODE128, len(symbol)]) + symbol)

    def _style(self, text: Text, align: Align) -> None:
        self._printer.set(
            align=align.value,
            bold=text.bold,
            custom_size=True,
            width=text.width,
            height=text.height,
            invert=text.reverse,
        )

    def _line_spacing(self, dots: int) -> None:
        self._printer.line_spacing(min(dots, _MAX_FEED))

    def _printable(self, text: str) -> str:
        """Replace what no code page of the printer holds by the nearest that it does."""
        return "".join(itertools.chain.from_iterable(map(self._printable_characters, text)))

    def _printable_characters(self, character: str) -> Iterator[str]:
        encoder = self._printer.magic.encoder
        if encoder.find_suitable_encoding(character) is not None:
            yield character
        else:
            yield character.translate(_SUBSTITUTES)

    def _raw(self, command: bytes, parameters: bytes) -> None:
        """Send what the library has no method for."""
        self._printer._raw(command + parameters)  # noqa: SLF001  # its documented way for raw bytes


def _leading(text: Text) -> int:
    return 0 if text.height >= _LARGE else _LEADING_DOTS

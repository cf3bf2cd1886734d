"""What comes out of the printer: ESC/POS bytes as ink on paper, dot by dot.

The preview of a technician and the printer emulator draw with the same code, so a preview is what would be printed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from PIL import Image, ImageChops

from hardware.printer import code128
from hardware.printer.character_rom import EPSON_CODE_PAGES, glyph
from hardware.printer.commands import Characters, Command, Item, UnknownCommand
from hardware.printer.profiles import CHARACTER_HEIGHT_DOTS, CHARACTER_WIDTH_DOTS

HEAD_TO_CUTTER_DOTS: Final = 88
"""11 mm lie between print head and knife: so much paper is blank above every ticket."""

_INK = 255
_DEFAULT_LINE_SPACING_DOTS = 30
_SMOOTHED_FROM = 2
_FEEDING_CUTS = b"ABab"
_TAB_CELLS = 8
_CODE128 = 73
_MAX_MAGNIFICATION_BITS = 0x07


@dataclass(frozen=True, repr=False)
class Sheet:
    """One piece of paper as cut off: its dots, 255 where there is ink."""

    dots: Image.Image


@dataclass(frozen=True)
class _Style:
    align: int = 0
    bold: bool = False
    underline_dots: int = 0
    reverse: bool = False
    width: int = 1
    height: int = 1
    smooth: bool = False
    code_page: int = 0
    line_spacing_dots: int = _DEFAULT_LINE_SPACING_DOTS
    barcode_height_dots: int = 162
    barcode_module_dots: int = 3
    barcode_text: int = 0


@dataclass
class _Line:
    cells: list[Image.Image] = field(default_factory=list)

    @property
    def width_dots(self) -> int:
        return sum(cell.width for cell in self.cells)

    @property
    def height_dots(self) -> int:
        return max((cell.height for cell in self.cells), default=0)


class Paper:
    """The roll under the print head. Each call of `execute` works through one command."""

    def __init__(self, width_dots: int, code_pages: Mapping[int, str] = EPSON_CODE_PAGES) -> None:
        self._width_dots = width_dots
        self._code_pages = code_pages
        self._style = _Style()
        self._line = _Line()
        self._actions = self._all_actions()
        self._strips: list[Image.Image] = [self._blank(HEAD_TO_CUTTER_DOTS)]
        self.lines = 0
        """Printed lines and pictures since the roll was put in."""
        self.unknown: list[bytes] = []
        """Commands that no printer of this kind knows, for tests and technicians."""

    def execute(self, item: Item) -> Sheet | None:
        """Work through one command; return the sheet that it cut off, if it did."""
        match item:
            case Characters(data):
                self._characters(data)
            case UnknownCommand(code):
                self.unknown.append(code)
            case Command(b"\x1dV", parameters):
                return self._cut(parameters)
            case Command(b"\x1cP"):
                return self._cut(b"B\x00")
            case Command(code, parameters):
                action = self._actions.get(code)
                if action is not None:
                    action(parameters)
        return None

    def tear_off(self) -> Sheet:
        """Hand over what is printed and not cut, as a person tears it off."""
        self._print_line(feed=False)
        sheet = Sheet(self._joined())
        self._strips = []
        return sheet

    def clear_buffer(self) -> None:
        """Forget the characters that are not yet on paper."""
        self._line = _Line()

    @property
    def has_uncut_print(self) -> bool:
        return any(strip.getbbox() for strip in self._strips)

    def _all_actions(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x0a": lambda _: self._print_line(feed=True),
            b"\x09": lambda _: self._tab(),
            b"\x1b@": lambda _: self._initialize(),
            b"\x1b!": self._print_mode,
            b"\x1ba": lambda parameters: self._set(align=parameters[0] % 48),
            b"\x1bE": lambda parameters: self._set(bold=bool(parameters[0] & 1)),
            b"\x1bG": lambda parameters: self._set(bold=bool(parameters[0] & 1)),
            b"\x1b-": lambda parameters: self._set(underline_dots=parameters[0] % 48),
            b"\x1bt": lambda parameters: self._set(code_page=parameters[0]),
            b"\x1b2": lambda _: self._set(line_spacing_dots=_DEFAULT_LINE_SPACING_DOTS),
            b"\x1b3": lambda parameters: self._set(line_spacing_dots=parameters[0]),
            b"\x1bJ": lambda parameters: self._feed(parameters[0]),
            b"\x1bd": lambda parameters: self._feed(parameters[0] * self._style.line_spacing_dots),
            b"\x1d!": lambda parameters: self._set(
                width=(parameters[0] >> 4 & _MAX_MAGNIFICATION_BITS) + 1,
                height=(parameters[0] & _MAX_MAGNIFICATION_BITS) + 1,
            ),
            b"\x1dB": lambda parameters: self._set(reverse=bool(parameters[0] & 1)),
            b"\x1db": lambda parameters: self._set(smooth=bool(parameters[0] & 1)),
            b"\x1dh": lambda parameters: self._set(barcode_height_dots=parameters[0]),
            b"\x1dw": lambda parameters: self._set(barcode_module_dots=parameters[0]),
            b"\x1dH": lambda parameters: self._set(barcode_text=parameters[0] % 48),
            b"\x1dv": self._raster,
            b"\x1dk": self._barcode,
        }

    def _set(self, **changes: int) -> None:
        # Every field is a number or a flag.
        self._style = replace(self._style, **changes)  # type: ignore[arg-type]

    def _initialize(self) -> None:
        self._style = _Style()
        self._line = _Line()

    def _print_mode(self, parameters: bytes) -> None:
        mode = parameters[0]
        self._set(
            bold=bool(mode & 0x08),
            height=2 if mode & 0x10 else 1,
            width=2 if mode & 0x20 else 1,
            underline_dots=1 if mode & 0x80 else 0,
        )

    def _characters(self, data: bytes) -> None:
        codec = self._code_pages.get(self._style.code_page)
        if codec is None:
            self.unknown.append(b"\x1bt" + bytes([self._style.code_page]))
            codec = "cp437"
        for character in data.decode(codec, errors="replace"):
            cell = self._cell(character)
            if self._line.width_dots + cell.width > self._width_dots:
                self._print_line(feed=True)
            self._line.cells.append(cell)

    def _cell(self, character: str) -> Image.Image:
        style = self._style
        cell = glyph(character)
        if style.bold:
            # Emphasis burns every dot once more, one column to the right.
            shifted = Image.new("L", cell.size)
            shifted.paste(cell, (1, 0))
            cell = ImageChops.lighter(cell, shifted)
        size = (CHARACTER_WIDTH_DOTS * style.width, CHARACTER_HEIGHT_DOTS * style.height)
        if style.smooth and min(style.width, style.height) >= _SMOOTHED_FROM:
            cell = cell.resize(size, Image.Resampling.BICUBIC).point(lambda level: _INK if level > _INK // 2 else 0)
        else:
            cell = cell.resize(size, Image.Resampling.NEAREST)
        if style.underline_dots:
            cell.paste(_INK, (0, cell.height - style.underline_dots, cell.width, cell.height))
        return ImageChops.invert(cell) if style.reverse else cell

    def _tab(self) -> None:
        stop = _TAB_CELLS * CHARACTER_WIDTH_DOTS
        self._line.cells.append(Image.new("L", (stop - self._line.width_dots % stop, CHARACTER_HEIGHT_DOTS)))

    def _print_line(self, *, feed: bool) -> None:
        height = self._line.height_dots
        pitch = max(height, self._style.line_spacing_dots) if feed else height
        if height:
            strip = self._blank(pitch)
            x = self._left(self._line.width_dots)
            for cell in self._line.cells:
                strip.paste(cell, (x, height - cell.height))
                x += cell.width
            self._strips.append(strip)
            self.lines += 1
        elif pitch:
            self._strips.append(self._blank(pitch))
        self._line = _Line()

    def _feed(self, dots: int) -> None:
        self._print_line(feed=False)
        self._strips.append(self._blank(dots))

    def _raster(self, parameters: bytes) -> None:
        stretch_x, stretch_y = 1 + (parameters[1] & 1), 1 + (parameters[1] >> 1 & 1)
        width_bytes = int.from_bytes(parameters[2:4], "little")
        height = int.from_bytes(parameters[4:6], "little")
        picture = Image.frombytes("1", (width_bytes * 8, height), parameters[6:]).convert("L")
        self._picture(picture.resize((picture.width * stretch_x, height * stretch_y), Image.Resampling.NEAREST))

    def _picture(self, picture: Image.Image) -> None:
        self._print_line(feed=False)
        strip = self._blank(picture.height)
        strip.paste(picture, (self._left(picture.width), 0))
        self._strips.append(strip)
        self.lines += 1

    def _barcode(self, parameters: bytes) -> None:
        kind, data = parameters[0], parameters[2:]
        try:
            pattern = code128.modules(data) if kind == _CODE128 else ""
        except ValueError:
            pattern = ""
        style = self._style
        width = len(pattern) * style.barcode_module_dots
        if not 0 < width <= self._width_dots:
            # As printers do: a symbol that cannot be made is left out.
            self.unknown.append(b"\x1dk" + parameters[:1])
            return
        symbol = Image.new("L", (len(pattern), 1))
        symbol.putdata([_INK if module == "1" else 0 for module in pattern])
        self._picture(symbol.resize((width, style.barcode_height_dots), Image.Resampling.NEAREST))
        if style.barcode_text & 2:
            self._text_below(code128.text(data))

    def _text_below(self, text: str) -> None:
        saved, self._style = self._style, _Style(align=self._style.align, code_page=self._style.code_page)
        self._characters(text.encode("ascii"))
        self._print_line(feed=True)
        self._style = saved

    def _cut(self, parameters: bytes) -> Sheet:
        self._print_line(feed=False)
        if parameters[0] in _FEEDING_CUTS:
            self._strips.append(self._blank(parameters[1]))
            sheet = Sheet(self._joined())
            # What lies between head and knife is the top of the next sheet.
            self._strips = [self._blank(HEAD_TO_CUTTER_DOTS)]
            return sheet
        whole = self._joined()
        knife = max(0, whole.height - HEAD_TO_CUTTER_DOTS)
        self._strips = [whole.crop((0, knife, whole.width, whole.height))]
        return Sheet(whole.crop((0, 0, whole.width, knife)))

    def _left(self, width_dots: int) -> int:
        free = max(0, self._width_dots - width_dots)
        return (0, free // 2, free)[self._style.align if self._style.align < 3 else 0]

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self._width_dots, height))

    def _joined(self) -> Image.Image:
        sheet = self._blank(sum(strip.height for strip in self._strips))
        y = 0
        for strip in self._strips:
            sheet.paste(strip, (0, y))
            y += strip.height
        return sheet


def sheets(items: Sequence[Item], width_dots: int, code_pages: Mapping[int, str] = EPSON_CODE_PAGES) -> Sequence[Sheet]:
    """Return the sheets that these commands cut off."""
    paper = Paper(width_dots, code_pages)
    return [sheet for item in items if (sheet := paper.execute(item)) is not None]

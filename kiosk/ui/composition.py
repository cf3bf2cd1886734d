"""A page before it is drawn: every shape, text, picture and control with its place. Pure, so that fit is testable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias, assert_never

from kiosk.i18n import Catalog
from kiosk.ui.geometry import Rect
from kiosk.ui.theme import Metrics, Role
from kiosk.ui.typesetting import Align, Typesetter, Typeset, TypeStyle
from kiosk.ui.view_models import BirthDate, Control, Detail, Icon, Illustration, Rank, Step, TurnList, View

# Type at the reference of 1280 x 800.
_TITLE = TypeStyle(58, bold=True, pitch_em=1.17)
_SENTENCE = TypeStyle(34)
_BUTTON = TypeStyle(36, bold=True, pitch_em=1.2)
_TILE = TypeStyle(40, bold=True, pitch_em=1.15)
_LABEL = TypeStyle(34, pitch_em=1.25)
_VALUE = TypeStyle(36, bold=True, pitch_em=1.25)
_NUMBER = TypeStyle(150, bold=True, pitch_em=0.9)
_BAR = TypeStyle(28, pitch_em=1.2)
_STEP = TypeStyle(26)
_STEP_NOW = TypeStyle(26, bold=True)
_STEP_DIGIT = TypeStyle(24, bold=True)
_FOOTER = TypeStyle(28)
_HELP = TypeStyle(28, bold=True)
_CODE = TypeStyle(20)
_NUMBER_ON_TICKET = TypeStyle(56, bold=True, pitch_em=1.0)

_SMALLER = (1.0, 0.92, 0.85, 0.78, 0.7)
"""How far the text of a page may shrink where long names leave no other way."""

_DRAWING_SIDE = 440
"""The drawings' own units."""
_NUMBER_IN_DRAWING = Rect(132, 254, 176, 64)
"""Where the ticket of the drawing has room for the number."""


class Motion(Enum):
    """What moves in a picture, and only where it explains."""

    NONE = "none"
    SLIDE = "slide"
    """The card goes toward the slot."""
    TURN = "turn"
    """The ring turns while the patient waits."""


_MOTIONS = {
    Illustration.INSERT_CARD: Motion.SLIDE,
    Illustration.READING: Motion.TURN,
    Illustration.CHECKING: Motion.TURN,
    Illustration.PRINTING: Motion.TURN,
}


class Mark(Enum):
    """Signs that are no control's icon; each value is a file of `assets/`."""

    CHECK = "icon_check"


@dataclass(frozen=True)
class Shape:
    """A rounded rectangle, with a rule around it if it has one."""

    rect: Rect
    fill: Role
    radius: int
    outline: Role | None = None
    rule: int = 0


@dataclass(frozen=True)
class Words:
    rect: Rect
    typeset: Typeset
    ink: Role
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Picture:
    """A square drawing."""

    rect: Rect
    drawing: Illustration | Icon | Mark
    motion: Motion = Motion.NONE


@dataclass(frozen=True)
class Touchable:
    rect: Rect
    control: Control
    parts: Sequence["Shape | Words | Picture"]


Element: TypeAlias = Shape | Words | Picture | Touchable


@dataclass(frozen=True)
class Composition:
    elements: Sequence[Element] = field(repr=False)
    clock: Words
    """Apart from the rest, as it alone changes while a page stays."""
    width: int
    height: int
    is_clean: bool
    """Whether all of it fits at a legible size with every word whole."""

    @property
    def touchables(self) -> Sequence[Touchable]:
        return [element for element in self.elements if isinstance(element, Touchable)]


@dataclass(frozen=True)
class _Block:
    """A part of a column: its height, and what it draws once its place is known."""

    height: int
    place: Callable[[int, int], Sequence[Element]] = field(repr=False)
    gap_before: int = 0
    is_clean: bool = True


class Compositor:
    """Composes the pages of one window in one language."""

    def __init__(self, typesetter: Typesetter, catalog: Catalog, metrics: Metrics, establishment_name: str) -> None:
        self._typesetter = typesetter
        self._catalog = catalog
        self._metrics = metrics
        self._establishment_name = establishment_name
        self._margin = metrics.length(56)
        self._content = metrics.width - 2 * self._margin

    def compose(self, view: View, clock: str, list_part: int) -> Composition:
        """Place everything `view` shows; of a long list, the part asked for."""
        time = self._clock(clock)
        bar, bar_bottom = self._top_bar(view, time.rect)
        footer, footer_top = self._footer(view)
        stage = Rect(
            self._margin,
            bar_bottom,
            self._content,
            footer_top - self._metrics.length(26) - bar_bottom,
        )
        middle, is_clean = self._choices(view, stage, list_part) if view.choices else self._stage(view, stage)
        elements = [*bar, *middle, *footer]
        if self._catalog.is_right_to_left:
            elements = [_mirrored(element, self._metrics.width) for element in elements]
        return Composition(elements, self.clock(clock), self._metrics.width, self._metrics.height, is_clean)

    def clock(self, clock: str) -> Words:
        """Place the time of day."""
        words = self._clock(clock)
        if self._catalog.is_right_to_left:
            return replace(words, rect=words.rect.mirrored(self._metrics.width))
        return words

    # The bars

    def _clock(self, clock: str) -> Words:
        time = self._set(clock, _BAR)
        x = self._metrics.width - self._margin - time.width
        return self._words(time, x, self._metrics.length(46) - time.height // 2, Role.INK)

    def _top_bar(self, view: View, clock: Rect) -> tuple[list[Element], int]:
        length = self._metrics.length
        middle = length(46)
        time_x = clock.x
        elements: list[Element] = []
        steps, steps_width = self._steps(view.step)
        steps_below = self._metrics.portrait and view.step is not None
        free = time_x - self._margin - 2 * length(28)
        name_width = free if view.step is None or steps_below else free - steps_width
        name = self._set_smaller(self._establishment_name, _BAR, name_width, length(76))
        elements.append(self._words(name, self._margin, middle - name.height // 2, Role.INK))
        if view.step is None:
            return elements, length(104)
        if steps_below:
            return [*elements, *steps(self._margin, length(116))], length(160)
        name_right = self._margin + name.width
        return [*elements, *steps((name_right + time_x - steps_width) // 2, middle)], length(104)

    def _steps(self, now: Step | None) -> tuple[Callable[[int, int], list[Element]], int]:
        """Give the row of steps as a function of its left edge and middle, and its width."""
        length = self._metrics.length
        side, pad, gap = self._metrics.type_size(44), length(12), length(36)
        order = list(Step)
        words = [self._set(self._text(step.value), _STEP_NOW if step is now else _STEP) for step in order]
        width = sum(side + pad + text.width for text in words) + gap * (len(order) - 1)

        def place(x: int, middle: int) -> list[Element]:
            elements: list[Element] = []
            if now is None:
                return elements
            for position, (step, text) in enumerate(zip(order, words, strict=True)):
                circle = Rect(x, middle - side // 2, side, side)
                if position < order.index(now):
                    elements.append(Shape(circle, Role.LEAF, side // 2))
                    elements.append(Picture(circle.inset(side // 4), Mark.CHECK))
                else:
                    is_now = step is now
                    digit = self._set(str(position + 1), _STEP_DIGIT)
                    elements.append(
                        Shape(circle, Role.PRIMARY, side // 2)
                        if is_now
                        else Shape(circle, Role.PAPER, side // 2, Role.LINE, length(3))
                    )
                    box = Rect(circle.x, middle - digit.height // 2, side, digit.height)
                    elements.append(Words(box, digit, Role.ON_PRIMARY if is_now else Role.MUTED, Align.CENTER))
                x += side + pad
                elements.append(
                    self._words(text, x, middle - text.height // 2, Role.INK if step is now else Role.MUTED)
                )
                x += text.width + gap
            return elements

        return place, width

    def _footer(self, view: View) -> tuple[list[Element], int]:
        """Place the footer's controls in as few rows as they need; help stands at the far end."""
        length = self._metrics.length
        height = max(length(90), self._metrics.smallest_target)
        bottom = self._metrics.height - length(24)
        gap = length(20)
        rows: list[list[tuple[Control, int]]] = [[]]
        for control in view.footer:
            width = self._button_width(control)
            taken = sum(w + gap for _, w in rows[-1])
            if rows[-1] and taken + width > self._content:
                rows.append([])
            rows[-1].append((control, width))
        top = bottom - len(rows) * height - (len(rows) - 1) * gap
        elements: list[Element] = []
        for number, row in enumerate(rows):
            x, y = self._margin, top + number * (height + gap)
            for control, width in row:
                at = self._metrics.width - self._margin - width if control.rank is Rank.HELP else x
                elements.append(self._button(control, Rect(at, y, width, height)))
                x += width + gap
        return elements, top

    # The stage

    def _stage(self, view: View, stage: Rect) -> tuple[list[Element], bool]:
        """Prefer the illustration and the full type size; long texts take the illustration's place, then shrink."""
        attempts = [(True, 1.0)] * (view.illustration is not None) + [(False, factor) for factor in _SMALLER]
        placed: tuple[list[Element], bool] = ([], False)
        for with_illustration, factor in attempts:
            placed = self._stage_with(view, stage, factor, view.illustration if with_illustration else None)
            if placed[1]:
                break
        return placed

    def _stage_with(
        self, view: View, stage: Rect, factor: float, illustration: Illustration | None
    ) -> tuple[list[Element], bool]:
        length = self._metrics.length
        if illustration is None:
            return self._column(self._blocks(view, stage.width, factor, None), stage)
        if self._metrics.portrait:
            blocks = self._blocks(view, stage.width, factor, illustration)
            needed = sum(block.height + block.gap_before for block in blocks)
            panel_height = min(length(460), stage.height - needed - length(40))
            panel = Rect(stage.x, stage.y, stage.width, panel_height)
            text = Rect(stage.x, panel.bottom + length(40), stage.width, stage.bottom - panel.bottom - length(40))
            is_room = panel_height >= length(220)
        else:
            panel = Rect(stage.x, stage.y, length(496 if self._metrics.geometry >= 0.75 else 467), stage.height)
            left = panel.right + length(56)
            text = Rect(left, stage.y, stage.right - left, stage.height)
            blocks = self._blocks(view, text.width, factor, illustration)
            is_room = True
        column, is_clean = self._column(blocks, text)
        return [*self._panel(view, panel, illustration), *column], is_clean and is_room

    def _panel(self, view: View, panel: Rect, illustration: Illustration) -> list[Element]:
        length = self._metrics.length
        elements: list[Element] = [Shape(panel, Role.MIST, length(36), Role.MIST_RULE, length(4))]
        side = min(length(_DRAWING_SIDE), panel.width - 2 * length(20), panel.height - 2 * length(20))
        drawing = Rect(panel.x + (panel.width - side) // 2, panel.y + (panel.height - side) // 2, side, side)
        elements.append(Picture(drawing, illustration, _MOTIONS.get(illustration, Motion.NONE)))
        if illustration is Illustration.TICKET and view.number is not None:
            scale = side / _DRAWING_SIDE
            room = Rect(
                drawing.x + round(_NUMBER_IN_DRAWING.x * scale),
                drawing.y + round(_NUMBER_IN_DRAWING.y * scale),
                round(_NUMBER_IN_DRAWING.width * scale),
                round(_NUMBER_IN_DRAWING.height * scale),
            )
            number = self._typesetter.set(view.number, _NUMBER_ON_TICKET, scale)
            if number.width > room.width:
                number = self._typesetter.set(view.number, _NUMBER_ON_TICKET, scale * room.width / number.width)
            box = Rect(room.x, room.y + (room.height - number.height) // 2, room.width, number.height)
            elements.append(Words(box, number, Role.INK, Align.CENTER))
        if view.code is not None:
            code = self._set(view.code, _CODE)
            inset = length(24)
            elements.append(self._words(code, panel.x + inset, panel.bottom - inset - code.height, Role.MUTED))
        return elements

    def _blocks(self, view: View, width: int, factor: float, illustration: Illustration | None) -> list[_Block]:
        length = self._metrics.length
        blocks = [self._text_block(self._text(view.title), _TITLE, factor, width, Role.INK, 0)]
        number = view.number if illustration is not Illustration.TICKET else None
        sentence = " ".join(
            self._text(message)
            for message in (view.sentence, "number.label" if number is not None else None)
            if message is not None
        )
        if sentence:
            blocks.append(self._text_block(sentence, _SENTENCE, factor, width, Role.MUTED, length(18)))
        if number is not None:
            blocks.append(self._text_block(number, _NUMBER, factor, width, Role.INK, length(16)))
        if view.details:
            blocks.append(self._details_block(view.details, width, factor))
        if view.actions:
            blocks.append(self._actions_block(view.actions, width, factor))
        return blocks

    def _column(self, blocks: Sequence[_Block], room: Rect) -> tuple[list[Element], bool]:
        """Stack the blocks, in the middle of the room."""
        height = sum(block.height + block.gap_before for block in blocks)
        y = room.y + max(0, (room.height - height) // 2)
        elements: list[Element] = []
        for block in blocks:
            y += block.gap_before
            elements += block.place(room.x, y)
            y += block.height
        return elements, height <= room.height and all(block.is_clean for block in blocks)

    def _text_block(self, text: str, style: TypeStyle, factor: float, width: int, ink: Role, gap: int) -> _Block:
        typeset = self._typesetter.set(text, style, self._metrics.type * factor, width)
        return _Block(
            typeset.height,
            lambda x, y: [Words(Rect(x, y, width, typeset.height), typeset, ink)],
            gap,
            not typeset.has_broken_word,
        )

    def _details_block(self, details: Sequence[Detail], width: int, factor: float) -> _Block:
        length = self._metrics.length
        pad_x, pad_y, row_gap = length(40), length(32), length(18)
        inner = width - 2 * pad_x
        rows = [self._detail_row(detail, inner, factor) for detail in details]
        height = sum(row.height for row in rows) + row_gap * (len(rows) - 1) + 2 * pad_y

        def place(x: int, y: int) -> list[Element]:
            card = Shape(Rect(x, y, width, height), Role.SURFACE, length(28), Role.LINE, length(3))
            elements: list[Element] = [card]
            row_y = y + pad_y
            for row in rows:
                elements += row.place(x + pad_x, row_y)
                row_y += row.height + row_gap
            return elements

        return _Block(height, place, length(24), all(row.is_clean for row in rows))

    def _detail_row(self, detail: Detail, width: int, factor: float) -> _Block:
        """Put label and value on one line, the value breaking there; a value with a longer word goes below."""
        label = self._set(self._text(detail.message_id), _LABEL, factor)
        value = detail.value
        written = self._catalog.date(value.as_written) if isinstance(value, BirthDate) else value
        column = width - label.width - self._metrics.length(32)
        beside = self._typesetter.set(written, _VALUE, self._metrics.type * factor, max(1, column))
        if not beside.has_broken_word:
            return _Block(
                max(label.height, beside.height),
                lambda x, y: [
                    self._words(label, x, y + (beside.pitch_px - label.height) // 2, Role.MUTED),
                    Words(Rect(x + width - column, y, column, beside.height), beside, Role.INK, Align.RIGHT),
                ],
            )
        below = self._typesetter.set(written, _VALUE, self._metrics.type * factor, width)
        return _Block(
            label.height + below.height,
            lambda x, y: [
                self._words(label, x, y, Role.MUTED),
                Words(Rect(x, y + label.height, width, below.height), below, Role.INK),
            ],
            is_clean=not below.has_broken_word,
        )

    def _actions_block(self, actions: Sequence[Control], width: int, factor: float) -> _Block:
        """Side by side, the primary last and filling the row; one above the other where the row is too short."""
        length = self._metrics.length
        gap = length(24)
        height = max(length(104), self._metrics.smallest_target)
        widths = [self._button_width(control) for control in actions]
        if sum(widths) + gap * (len(actions) - 1) > width:
            rects = [Rect(0, number * (height + gap), width, height) for number in range(len(actions))]
        else:
            rects = []
            x = 0
            for control, natural in zip(actions, widths, strict=True):
                fills = control.rank is Rank.PRIMARY and len(actions) > 1
                rects.append(Rect(x, 0, width - x if fills else natural, height))
                x += natural + gap
        is_clean = all(
            self._set(self._label(control), _BUTTON).width <= rect.width - 2 * length(28)
            for control, rect in zip(actions, rects, strict=True)
        )
        return _Block(
            rects[-1].bottom,
            lambda x, y: [
                self._button(control, replace(rect, x=x + rect.x, y=y + rect.y))
                for control, rect in zip(actions, rects, strict=True)
            ],
            length(44),
            is_clean,
        )

    # Lists

    def _choices(self, view: View, stage: Rect, list_part: int) -> tuple[list[Element], bool]:
        """Show the list in as few columns as hold it whole; a longer one is turned in parts."""
        length = self._metrics.length
        gap = length(24)
        tile_height = max(length(108), self._metrics.smallest_target)
        head = [self._text_block(self._text(view.title), _TITLE, 1.0, stage.width, Role.INK, 0)]
        if view.sentence is not None:
            head.append(
                self._text_block(self._text(view.sentence), _SENTENCE, 1.0, stage.width, Role.MUTED, length(10))
            )
        head_height = sum(block.height + block.gap_before for block in head)
        rows = max(1, (stage.height - head_height - length(28) + gap) // (tile_height + gap))
        most_columns = 2 if self._metrics.portrait else 3
        columns = next((c for c in range(1, most_columns + 1) if c * rows >= len(view.choices) and c > 1), most_columns)
        if self._metrics.portrait and len(view.choices) <= rows:
            columns = 1
        shown, turning = list(view.choices), list[Control]()
        if len(shown) > rows * columns:
            rows = max(1, rows - 1)
            part_size = rows * columns
            parts = -(-len(shown) // part_size)
            part = list_part % parts
            shown = shown[part * part_size : (part + 1) * part_size]
            turning = [
                Control("choose_person.previous", Rank.SECONDARY, TurnList(-1)),
                Control("choose_person.next", Rank.SECONDARY, TurnList(+1)),
            ]
        tile_width = (stage.width - gap * (columns - 1)) // columns
        grid_rows = rows if turning else -(-len(shown) // columns)

        def place(x: int, y: int) -> list[Element]:
            elements: list[Element] = [
                self._button(
                    control,
                    Rect(
                        x + position % columns * (tile_width + gap),
                        y + position // columns * (tile_height + gap),
                        tile_width,
                        tile_height,
                    ),
                )
                for position, control in enumerate(shown)
            ]
            half = (stage.width - gap) // 2
            turn_y = y + grid_rows * (tile_height + gap)
            for position, control in enumerate(turning):
                elements.append(self._button(control, Rect(x + position * (half + gap), turn_y, half, tile_height)))
            return elements

        height = (grid_rows + bool(turning)) * (tile_height + gap) - gap
        return self._column([*head, _Block(height, place, length(28))], stage)

    # Controls

    def _button_width(self, control: Control) -> int:
        style, pad, icon = self._look_of(control)
        natural = self._set(self._label(control), style).width + 2 * pad + icon
        return max(natural, self._metrics.smallest_target)

    def _look_of(self, control: Control) -> tuple[TypeStyle, int, int]:
        """Give the type style, the padding at either side, and the room of the icon with its gap."""
        length = self._metrics.length
        match control.rank:
            case Rank.PRIMARY | Rank.SECONDARY:
                style, pad = _BUTTON, length(44)
            case Rank.TILE:
                style, pad = _TILE, length(32)
            case Rank.FOOTER:
                style, pad = _FOOTER, length(30)
            case Rank.HELP:
                style, pad = _HELP, length(30)
            case _:
                assert_never(control.rank)
        icon = 0 if control.icon is None else self._icon_side(control.rank) + length(14)
        return style, pad, icon

    def _icon_side(self, rank: Rank) -> int:
        return self._metrics.type_size(62 if rank is Rank.TILE else 38)

    def _button(self, control: Control, rect: Rect) -> Touchable:
        length = self._metrics.length
        style, pad, icon_room = self._look_of(control)
        ink = Role.INK
        match control.rank:
            case Rank.PRIMARY:
                shape = Shape(rect, Role.PRIMARY, length(28))
                ink = Role.ON_PRIMARY
            case Rank.SECONDARY:
                shape = Shape(rect, Role.PAPER, length(28), Role.PRIMARY, length(4))
            case Rank.TILE:
                shape = Shape(rect, Role.SURFACE, length(28), Role.LINE, length(4))
            case Rank.FOOTER:
                shape = Shape(rect, Role.SURFACE, length(26), Role.LINE, length(3))
            case Rank.HELP:
                shape = Shape(rect, Role.SUN, length(26))
                ink = Role.ON_SUN
            case _:
                assert_never(control.rank)
        parts: list[Shape | Words | Picture] = [shape]
        room = rect.width - 2 * pad - icon_room
        text = self._set_smaller(self._label(control), style, room, rect.height - 2 * length(8))
        starts_left = control.rank is Rank.TILE
        x = rect.x + pad if starts_left else rect.x + (rect.width - text.width - icon_room) // 2
        middle = rect.y + rect.height // 2
        if control.icon is not None:
            side = self._icon_side(control.rank)
            parts.append(Picture(Rect(x, middle - side // 2, side, side), control.icon))
            x += icon_room
        parts.append(self._words(text, x, middle - text.height // 2, ink))
        return Touchable(rect, control, parts)

    def _label(self, control: Control) -> str:
        return control.label if control.label is not None else self._text(control.message_id)

    # Text

    def _text(self, message_id: str) -> str:
        return self._catalog.text(message_id)

    def _set(self, text: str, style: TypeStyle, factor: float = 1.0) -> Typeset:
        return self._typesetter.set(text, style, self._metrics.type * factor)

    def _set_smaller(self, text: str, style: TypeStyle, width: int, height: int) -> Typeset:
        """Set on one line if possible, else break, else shrink."""
        whole = self._set(text, style)
        if whole.width <= width and whole.height <= height:
            return whole
        typeset = whole
        for factor in _SMALLER:
            typeset = self._typesetter.set(text, style, self._metrics.type * factor, max(1, width))
            if typeset.height <= height and not typeset.has_broken_word:
                break
        return typeset

    def _words(self, typeset: Typeset, x: int, y: int, ink: Role) -> Words:
        return Words(Rect(x, y, typeset.width, typeset.height), typeset, ink)


def _mirrored(element: Element, window_width: int) -> Element:
    rect = element.rect.mirrored(window_width)
    match element:
        case Words():
            return replace(element, rect=rect, align=element.align.mirrored())
        case Touchable():
            parts = [_mirrored_part(part, window_width) for part in element.parts]
            return replace(element, rect=rect, parts=parts)
        case Shape() | Picture():
            return replace(element, rect=rect)
        case _:
            assert_never(element)


def _mirrored_part(part: Shape | Words | Picture, window_width: int) -> Shape | Words | Picture:
    mirrored = _mirrored(part, window_width)
    assert not isinstance(mirrored, Touchable)
    return mirrored

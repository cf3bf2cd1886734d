"""Blocks of text, numbers, details and actions, one below the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kiosk.ui.layout.controls import button, is_legible, natural_height, natural_width
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import BirthDate, Control, Detail, Rank

TITLE = TypeStyle(58, bold=True, pitch_em=1.17)
SENTENCE = TypeStyle(34)
NUMBER = TypeStyle(150, bold=True, pitch_em=0.9, is_enlarged=False)
_LABEL = TypeStyle(34, pitch_em=1.25)
_VALUE = TypeStyle(36, bold=True, pitch_em=1.25)


@dataclass(frozen=True)
class Block:
    """A part of a column: its height, and what it draws once its left and top edges are known."""

    height: int
    place: Callable[[int, int], Sequence[Element]] = field(repr=False)
    gap_before: int = 0
    is_clean: bool = True
    """Whether all of it is legible, with every word whole."""


def height_of(blocks: Sequence[Block]) -> int:
    return sum(block.gap_before + block.height for block in blocks)


def fits(blocks: Sequence[Block], room: Rect) -> bool:
    """Whether all of it has room and is clean; known before anything is placed."""
    return height_of(blocks) <= room.height and all(block.is_clean for block in blocks)


def column(blocks: Sequence[Block], room: Rect) -> tuple[list[Element], bool]:
    """Stack the blocks in the middle of the room; tell whether they fit and are clean."""
    y = room.y + max(0, (room.height - height_of(blocks)) // 2)
    elements: list[Element] = []
    for block in blocks:
        y += block.gap_before
        elements += block.place(room.x, y)
        y += block.height
    return elements, fits(blocks, room)


def column_above(blocks: Sequence[Block], controls: Block, room: Rect) -> tuple[list[Element], bool]:
    """Stack the blocks in the middle of what the controls leave of the room; the controls stand on its floor."""
    top = room.bottom - controls.height
    elements, is_clean = column(blocks, replace(room, height=top - controls.gap_before - room.y))
    return [*elements, *controls.place(room.x, top)], is_clean and controls.is_clean


@dataclass(frozen=True)
class BlockMaker:
    """Makes the blocks of one column."""

    draft: Draft
    width: int
    factor: float = 1.0
    """Times the patient's type size, below 1 where nothing else fits."""

    def text(self, text: str, style: TypeStyle, ink: Role, gap_before: int = 0) -> Block:
        typeset = self.draft.set(text, style, self.factor, self.width)
        return Block(
            typeset.height,
            lambda x, y: [Words(Rect(x, y, self.width, typeset.height), typeset, ink)],
            self.draft.length(gap_before),
            not typeset.has_broken_word,
        )

    def details(self, details: Sequence[Detail]) -> Block:
        """A card with one row for each detail."""
        paddings = (24, 12, 4) if self.draft.metrics.is_largest else (40, 28, 16)
        pad_x, pad_y, row_gap = (self.draft.length(reference) for reference in paddings)
        rows = [self._row(detail, self.width - 2 * pad_x) for detail in details]
        height = sum(row.height for row in rows) + row_gap * (len(rows) - 1) + 2 * pad_y

        def place(x: int, y: int) -> list[Element]:
            card = Rect(x, y, self.width, height)
            elements: list[Element] = [
                Shape(card, Role.SURFACE, self.draft.length(28), Role.LINE, self.draft.length(3))
            ]
            row_y = y + pad_y
            for row in rows:
                elements += row.place(x + pad_x, row_y)
                row_y += row.height + row_gap
            return elements

        return Block(height, place, self.draft.length(24), all(row.is_clean for row in rows))

    def _row(self, detail: Detail, width: int) -> Block:
        """Label and value side by side, the value breaking there; a value with too long a word goes below.

        A word that is too long there too stands where it takes less height.
        """
        label = self.draft.set(self.draft.text(detail.message_id), _LABEL, self.factor)
        value = detail.value
        written = self.draft.catalog.date(value.as_written) if isinstance(value, BirthDate) else value
        room = width - label.width - self.draft.length(32)
        beside = self.draft.set(written, _VALUE, self.factor, max(1, room))
        below = self.draft.set(written, _VALUE, self.factor, width)
        is_lower_beside = beside.height <= label.height + below.height
        if not beside.has_broken_word or (below.has_broken_word and is_lower_beside):
            return Block(
                max(label.height, beside.height),
                lambda x, y: [
                    self.draft.words(label, x, y + beside.pitch_px // 2, Role.MUTED),
                    Words(Rect(x + width - room, y, room, beside.height), beside, Role.INK, Align.RIGHT),
                ],
                is_clean=not beside.has_broken_word,
            )
        return Block(
            label.height + below.height,
            lambda x, y: [
                self.draft.words(label, x, y + label.height // 2, Role.MUTED),
                Words(Rect(x, y + label.height, width, below.height), below, Role.INK),
            ],
            is_clean=not below.has_broken_word,
        )

    def actions(self, actions: Sequence[Control]) -> Block:
        """Side by side, the primary last and filling the row; one above the other where the row is too short."""
        gap, height = self.draft.length(24), natural_height(self.draft, Rank.PRIMARY)
        widths = [natural_width(self.draft, control) for control in actions]
        if max(widths) > self.width and self.draft.metrics.is_largest:
            height = natural_height(self.draft, Rank.PRIMARY, lines=2)
        rects = []
        if sum(widths) + gap * (len(actions) - 1) > self.width:
            rects = [Rect(0, number * (height + gap), self.width, height) for number in range(len(actions))]
        else:
            x = 0
            for control, natural in zip(actions, widths, strict=True):
                fills = control.rank is Rank.PRIMARY and len(actions) > 1
                rects.append(Rect(x, 0, self.width - x if fills else natural, height))
                x += natural + gap
        return Block(
            rects[-1].bottom,
            lambda x, y: [
                button(self.draft, control, replace(rect, x=x + rect.x, y=y + rect.y))
                for control, rect in zip(actions, rects, strict=True)
            ],
            self.draft.length(38),
            all(is_legible(button(self.draft, control, rect)) for control, rect in zip(actions, rects, strict=True)),
        )

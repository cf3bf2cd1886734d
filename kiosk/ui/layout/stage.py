"""The middle of a page: the illustration, and beside or below it what the patient reads and does."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.ui.layout.column import NUMBER, SENTENCE, TITLE, Block, BlockMaker, column, column_above, fits, height_of
from kiosk.ui.layout.countdown import countdown
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Motion, Picture, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Illustration, View

_MOTIONS = {
    Illustration.INSERT_CARD: Motion.SLIDE,
    Illustration.STARTING: Motion.TURN,
    Illustration.READING: Motion.TURN,
    Illustration.CHECKING: Motion.TURN,
    Illustration.PRINTING: Motion.TURN,
}

_CODE = TypeStyle(20, pitch_em=1.2, is_enlarged=False)
"""Not for the patient."""
_CODE_INSET = 24
_NUMBER_ON_TICKET = TypeStyle(56, bold=True, pitch_em=1.0)

_DRAWING_SIDE = 440
"""The drawings' own units, and their size on the page."""
_DRAWING_SIDE_PORTRAIT = 520
_DIAL_IN_ROW, _DIAL_IN_ROW_OF_LARGEST_TYPE = 150, 184
_EDGE = 20
"""Left around a drawing at least."""
_NUMBER_IN_DRAWING = Rect(170, 228, 168, 64)
"""Where the ticket of the drawing has room for the number."""

_BESIDE = 56
"""Between the illustration and the text."""
_ABOVE = 40
"""The same where the text is below, in portrait."""
_PANEL_WIDTH = 496
_PANEL_WIDTH_SMALL = 467
"""On small windows, whose type takes a larger share of the width."""
_SMALL_BELOW = 0.75
_PANEL_HEIGHT = 620
"""In portrait, at most."""
_PANEL_HEIGHT_LEAST = 270
"""Below this a drawing says nothing any more."""


def motion_of(illustration: Illustration) -> Motion:
    return _MOTIONS.get(illustration, Motion.NONE)


def stage(draft: Draft, view: View, room: Rect) -> tuple[list[Element], bool]:
    """Prefer the illustration and the full type size; long texts take the illustration's place, then shrink.

    Also tells whether all of it fits and is clean.
    """
    if view.illustration is not None:
        with_illustration = _with_illustration(draft, view, view.illustration, room)
        if with_illustration is not None:
            return with_illustration, True
    code: list[Element] = []
    if view.code is not None:
        code = [_code(draft, view.code, room.x, room.bottom)]
        room = replace(room, height=code[0].rect.y - draft.length(8) - room.y)
    for factor in draft.shrinking(TITLE):
        blocks = _with_dial(draft, view, _blocks(BlockMaker(draft, room.width, factor), view, view.number), room.width)
        if fits(blocks, room):
            break
    elements, is_clean = _column(draft, view, blocks, room)
    return [*elements, *code], is_clean


def _with_illustration(draft: Draft, view: View, illustration: Illustration, room: Rect) -> list[Element] | None:
    """None where not all of it fits and is clean."""
    # A drawn ticket shows the number already.
    number = None if illustration is Illustration.TICKET else view.number
    if draft.metrics.portrait:
        gap = draft.length(_ABOVE)
        blocks = _blocks(BlockMaker(draft, room.width), view, number)
        height = min(draft.length(_PANEL_HEIGHT), room.height - height_of(blocks) - 2 * gap)
        panel = replace(room, height=height)
        beside = Rect(room.x, panel.bottom + gap, room.width, room.bottom - panel.bottom - gap)
    else:
        is_small = draft.metrics.geometry < _SMALL_BELOW
        panel = replace(room, width=draft.length(_PANEL_WIDTH_SMALL if is_small else _PANEL_WIDTH))
        left = panel.right + draft.length(_BESIDE)
        beside = Rect(left, room.y, room.right - left, room.height)
        blocks = _blocks(BlockMaker(draft, beside.width), view, number)
    if panel.height < draft.length(_PANEL_HEIGHT_LEAST) or not fits(blocks, beside):
        return None
    texts, _ = _column(draft, view, blocks, beside)
    return [*_panel(draft, view, illustration, panel), *texts]


def _column(draft: Draft, view: View, blocks: Sequence[Block], room: Rect) -> tuple[list[Element], bool]:
    if not draft.has_low_controls or not view.actions:
        return column(blocks, room)
    *texts, actions = blocks
    return column_above(texts, actions, room)


def _panel(draft: Draft, view: View, illustration: Illustration, panel: Rect) -> list[Element]:
    inset = draft.length(_CODE_INSET)
    code = _code(draft, view.code or "", panel.x + inset, panel.bottom - inset)
    # Below the drawing there is always room for the code, so that a drawing has one size on all pages.
    largest = draft.length(_DRAWING_SIDE_PORTRAIT if draft.metrics.portrait else _DRAWING_SIDE)
    edge = draft.length(_EDGE)
    side = min(largest, panel.width - 2 * edge, panel.height - 2 * (panel.bottom - code.rect.y))
    drawing = Rect(panel.x + (panel.width - side) // 2, panel.y + (panel.height - side) // 2, side, side)
    elements: list[Element] = [
        Shape(panel, Role.MIST, draft.length(36), Role.MIST_RULE, draft.length(4)),
        Picture(drawing, illustration, motion_of(illustration))
        if view.countdown_s is None
        else countdown(draft, view.countdown_s, drawing),
    ]
    if illustration is Illustration.TICKET and view.number is not None:
        elements.append(_number_on_ticket(draft, view.number, drawing))
    if view.code is not None:
        elements.append(code)
    return elements


def _code(draft: Draft, code: str, left: int, bottom: int) -> Words:
    typeset = draft.set(code, _CODE)
    return draft.words(typeset, left, bottom - typeset.height + typeset.height // 2, Role.MUTED)


def _number_on_ticket(draft: Draft, number: str, drawing: Rect) -> Element:
    scale = drawing.width / _DRAWING_SIDE
    box = Rect(
        drawing.x + round(_NUMBER_IN_DRAWING.x * scale),
        drawing.y + round(_NUMBER_IN_DRAWING.y * scale),
        round(_NUMBER_IN_DRAWING.width * scale),
        round(_NUMBER_IN_DRAWING.height * scale),
    )
    if draft.catalog.is_right_to_left:
        # The page is mirrored in the end, but no drawing: the number must come back to its place on it.
        box = replace(box, x=drawing.x + drawing.right - box.right)
    size_px = _NUMBER_ON_TICKET.size * scale
    typeset = draft.typesetter.set(number, _NUMBER_ON_TICKET, size_px)
    if typeset.width > box.width:
        typeset = draft.typesetter.set(number, _NUMBER_ON_TICKET, size_px * box.width / typeset.width)
    return draft.centered(typeset, box, Role.INK)


def _blocks(make: BlockMaker, view: View, number: str | None) -> Sequence[Block]:
    text = make.draft.text
    blocks = [make.text(text(view.title), TITLE, Role.INK)]
    sentences = (view.sentence, view.number_label if number is not None else None)
    sentence = " ".join(text(message_id, **view.values) for message_id in sentences if message_id is not None)
    if sentence:
        blocks.append(make.text(sentence, SENTENCE, Role.MUTED, gap_before=20))
    if number is not None:
        blocks.append(make.text(number, NUMBER, Role.INK, gap_before=22))
    if view.details:
        blocks.append(make.details(view.details))
    if view.actions:
        blocks.append(make.actions(view.actions))
    return blocks


def _with_dial(draft: Draft, view: View, blocks: Sequence[Block], width: int) -> Sequence[Block]:
    """Where no panel has room for it, count the seconds beside the actions."""
    seconds = view.countdown_s
    if seconds is None:
        return blocks
    side = draft.length(_DIAL_IN_ROW_OF_LARGEST_TYPE if draft.metrics.is_largest else _DIAL_IN_ROW)
    actions = BlockMaker(draft, width - side - draft.length(_BESIDE)).actions(view.actions)
    height = max(side, actions.height)

    def place(x: int, y: int) -> Sequence[Element]:
        dial = Rect(x + width - side, y + (height - side) // 2, side, side)
        return [*actions.place(x, y + (height - actions.height) // 2), countdown(draft, seconds, dial)]

    return [*blocks[:-1], Block(height, place, draft.length(20), actions.is_clean)]

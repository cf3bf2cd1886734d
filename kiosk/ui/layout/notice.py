"""A text to read, over the whole width: a title, short passages under headings, and the way back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiosk.ui.layout.column import TITLE, Block, BlockMaker, column, column_above
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Passage, Rank, ShowMore, View

_HEADING = TypeStyle(32, bold=True, pitch_em=1.25)
_TEXT = TypeStyle(30, pitch_em=1.3)
_COLUMN_GAP = 56
_ROW_GAP = 26
_MORE = Control("information.more", Rank.SECONDARY, ShowMore())


def notice(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    """Show all passages at once; in large type a part of them, with a control that leads to the next and round.

    Also tells whether all of it fits and is clean.
    """
    placed: list[tuple[list[Element], bool]] = []
    for shown_at_once, factor in _ways(draft, len(view.passages)):
        make = BlockMaker(draft, room.width, factor)
        parts = [view.passages[first : first + shown_at_once] for first in range(0, len(view.passages), shown_at_once)]
        # What leads on takes the place of help, which is one touch back.
        actions = view.actions if len(parts) == 1 else (_MORE, *(c for c in view.actions if c.rank is not Rank.HELP))
        title, way_back = make.text(draft.text(view.title), TITLE, Role.INK), make.actions(actions)
        # Every part is set the same way, or a passage would be left out between two of them.
        placed = [_placed(draft, [title, *_rows(make, passages)], way_back, room) for passages in parts]
        if all(is_clean for _, is_clean in placed):
            break
    return placed[part % len(placed)]


def _placed(draft: Draft, text: Sequence[Block], way_back: Block, room: Rect) -> tuple[list[Element], bool]:
    return column_above(text, way_back, room) if draft.has_low_controls else column([*text, way_back], room)


def _ways(draft: Draft, count: int) -> Iterator[tuple[int, float]]:
    """Fewer passages at once are better than smaller ones."""
    while count > 1:
        yield count, 1.0
        count = -(-count // 2)
    for factor in draft.shrinking(TITLE):
        yield 1, factor


def _rows(make: BlockMaker, passages: Sequence[Passage]) -> Iterator[Block]:
    """Two beside each other, or one in portrait and where there is but one."""
    columns = 1 if make.draft.metrics.portrait else min(2, len(passages))
    gap = make.draft.length(_COLUMN_GAP)
    width = (make.width - gap * (columns - 1)) // columns
    for first in range(0, len(passages), columns):
        row = [_passage(replace(make, width=width), passage) for passage in passages[first : first + columns]]
        yield _beside(row, width + gap, make.draft.length(_ROW_GAP))


def _passage(make: BlockMaker, passage: Passage) -> Block:
    heading = make.text(make.draft.text(passage.heading), _HEADING, Role.INK)
    text = make.text(make.draft.text(passage.text), _TEXT, Role.MUTED)
    return Block(
        heading.height + text.height,
        lambda x, y: [*heading.place(x, y), *text.place(x, y + heading.height)],
        is_clean=heading.is_clean and text.is_clean,
    )


def _beside(blocks: Sequence[Block], pitch: int, gap_before: int) -> Block:
    return Block(
        max(block.height for block in blocks),
        lambda x, y: [element for number, block in enumerate(blocks) for element in block.place(x + number * pitch, y)],
        gap_before,
        all(block.is_clean for block in blocks),
    )

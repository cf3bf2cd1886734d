"""A list to choose from, over the whole width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.ui.layout.column import SENTENCE, TITLE, Block, BlockMaker, column, height_of
from kiosk.ui.layout.controls import button, buttons, natural_height
from kiosk.ui.layout.draft import SHRINKING, Draft
from kiosk.ui.layout.elements import Element
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Rank, ShowMore, View

_GAP = 24
_ABOVE_TILES = 28
_COLUMNS = range(2, 4)
_COLUMNS_PORTRAIT = range(1, 2)
_MORE = Control("choices.more", Rank.SECONDARY, ShowMore())


@dataclass(frozen=True)
class _Grid:
    columns: int
    rows: int
    tile_height: int

    @property
    def places(self) -> int:
        return self.columns * self.rows


def choices(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    """Show the whole list, or a part of it and a last tile that leads to the next part, and from the last to the first.

    Also tells whether all of it fits and is clean.
    """
    head, grid = _fit(draft, view, room)
    blocks = [*head, _tiles(draft, grid, room.width, shown_part(view.choices, grid.places, part))]
    if view.actions:
        blocks.append(BlockMaker(draft, room.width).actions(view.actions))
    return column(blocks, room)


def shown_part(choices: Sequence[Control], places: int, part: int) -> Mapping[int, Control]:
    """Give the controls of one part by their places, counted from 0."""
    if len(choices) <= places:
        return dict(enumerate(choices))
    size = max(1, places - 1)
    parts = -(-len(choices) // size)
    first = part % parts * size
    # The tile that leads on keeps its place, also after a part that is not full.
    return {**dict(enumerate(choices[first : first + size])), places - 1: _MORE}


def _fit(draft: Draft, view: View, room: Rect) -> tuple[Sequence[Block], _Grid]:
    """Find the largest head that leaves room for the whole list; where none does, one that leaves most of it."""
    fallback: tuple[Sequence[Block], _Grid] | None = None
    if view.actions:
        actions = BlockMaker(draft, room.width).actions(view.actions)
        room = replace(room, height=room.height - height_of([actions]))
    for factor in SHRINKING:
        head = head_of(BlockMaker(draft, room.width, factor), view)
        height = room.height - height_of(head) - draft.length(_ABOVE_TILES)
        grid = _grid(draft, height, len(view.choices))
        if grid.places >= len(view.choices) and grid.tile_height <= height:
            return head, grid
        if fallback is None and height_of(head) <= room.height // 3:
            fallback = head, grid
    return fallback or (head, grid)


def head_of(make: BlockMaker, view: View) -> Sequence[Block]:
    blocks = [make.text(make.draft.text(view.title), TITLE, Role.INK)]
    if view.sentence is not None:
        sentence = make.draft.catalog.text(view.sentence, **view.values)
        blocks.append(make.text(sentence, SENTENCE, Role.MUTED, gap_before=10))
    return blocks


def _grid(draft: Draft, height: int, count: int) -> _Grid:
    """Find the loosest grid that holds all; else give the tightest."""
    gap = draft.length(_GAP)
    grids = []
    for is_tight in (False, True):
        tile_height = natural_height(draft, Rank.TILE, is_tight=is_tight)
        rows = max(1, (height + gap) // (tile_height + gap))
        columns = _COLUMNS_PORTRAIT if draft.metrics.portrait else _COLUMNS
        grids += [_Grid(number, rows, tile_height) for number in columns]
    return next((grid for grid in grids if grid.places >= count), grids[-1])


def _tiles(draft: Draft, grid: _Grid, width: int, controls: Mapping[int, Control]) -> Block:
    """Put each control at its place, counted along the rows."""
    gap = draft.length(_GAP)
    tile_width = (width - gap * (grid.columns - 1)) // grid.columns
    rows = max(controls) // grid.columns + 1

    def place(x: int, y: int) -> Sequence[Element]:
        placed = []
        for position, control in controls.items():
            row, col = divmod(position, grid.columns)
            left, top = x + col * (tile_width + gap), y + row * (grid.tile_height + gap)
            placed.append((control, Rect(left, top, tile_width, grid.tile_height)))
        *tiles, (last, last_rect) = placed
        if last.rank is Rank.TILE:
            return buttons(draft, placed)
        return [*buttons(draft, tiles), button(draft, last, last_rect)]

    return Block(rows * (grid.tile_height + gap) - gap, place, draft.length(_ABOVE_TILES))

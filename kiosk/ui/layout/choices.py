"""A list to choose from, over the whole width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    shown = list(view.choices)
    if len(shown) > grid.places:
        size = max(1, grid.places - 1)
        parts = -(-len(shown) // size)
        first = part % parts * size
        shown = shown[first : first + size]
        # The tile that leads on keeps its place, also after a part that is not full.
        places = [*range(len(shown)), grid.places - 1]
        shown.append(_MORE)
    else:
        places = list(range(len(shown)))
    return column([*head, _tiles(draft, grid, room.width, dict(zip(places, shown, strict=True)))], room)


def _fit(draft: Draft, view: View, room: Rect) -> tuple[Sequence[Block], _Grid]:
    """Find the largest head that leaves room for the whole list; where none does, one that leaves most of it."""
    fallback: tuple[Sequence[Block], _Grid] | None = None
    for factor in SHRINKING:
        head = _head(BlockMaker(draft, room.width, factor), view)
        grid = _grid(draft, room.height - height_of(head) - draft.length(_ABOVE_TILES), len(view.choices))
        if grid.places >= len(view.choices):
            return head, grid
        if fallback is None and height_of(head) <= room.height // 3:
            fallback = head, grid
    return fallback or (head, grid)


def _head(make: BlockMaker, view: View) -> Sequence[Block]:
    blocks = [make.text(make.draft.text(view.title), TITLE, Role.INK)]
    if view.sentence is not None:
        blocks.append(make.text(make.draft.text(view.sentence), SENTENCE, Role.MUTED, gap_before=10))
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

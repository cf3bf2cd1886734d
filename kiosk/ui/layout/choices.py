"""A list to choose from, over the whole width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, product

from kiosk.ui.layout.column import SENTENCE, TITLE, Block, BlockMaker, column, column_above, height_of
from kiosk.ui.layout.controls import are_legible_within, buttons, is_legible, natural_height
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Touchable
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Rank, ShowMore, View

_GAP = 24
_GAP_OF_LARGEST_TYPE = 9
"""Between rows that else would be fewer."""
_ABOVE_TILES = 28
_MOST_COLUMNS = 3
_SMALL = 0.75
"""Of the reference: windows as low as 600."""
_SEEN_AT_ONCE = 6
_LEAST_PLACES_ON_SMALL, _LEAST_PLACES_PORTRAIT = 4, 3
"""Even the largest type yields, rather than show a short list in parts, or a long one by one where it need not."""


@dataclass(frozen=True)
class _Grid:
    columns: int
    rows: int
    tile_height: int
    row_gap: int

    @property
    def places(self) -> int:
        return self.columns * self.rows


def choices(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    """Show the whole list, or a part of it and a last tile that leads to the next part, and from the last to the first.

    Also tells whether all of it fits and is clean.
    """
    head, grid = _Fitting(draft, view, room).best()
    tiles = _tiles(draft, grid, room.width, shown_part(view.choices, grid.places, part, _more(view)))
    if draft.metrics.is_largest and not draft.has_low_controls:
        tiles = replace(tiles, is_clean=tiles.is_clean and grid.places >= _least_places(draft, len(view.choices)))
    actions = [BlockMaker(draft, room.width).actions(view.actions)] if view.actions else []
    if draft.has_low_controls:
        return column_above(head, _stacked([tiles, *actions]), room)
    return column([*head, tiles, *actions], room)


def _least_places(draft: Draft, count: int) -> int:
    if count <= _SEEN_AT_ONCE:
        return count
    if draft.metrics.geometry < _SMALL:
        return _LEAST_PLACES_ON_SMALL
    return _LEAST_PLACES_PORTRAIT if draft.metrics.portrait else 1


def shown_part(choices: Sequence[Control], places: int, part: int, more: Control) -> Mapping[int, Control]:
    """Give the controls of one part by their places, counted from 0."""
    if len(choices) <= places:
        return dict(enumerate(choices))
    size = max(1, places - 1)
    parts = -(-len(choices) // size)
    first = part % parts * size
    # The tile that leads on keeps its place, also after a part that is not full.
    return {**dict(enumerate(choices[first : first + size])), places - 1: more}


def head_of(make: BlockMaker, view: View) -> Sequence[Block]:
    blocks = [make.text(make.draft.text(view.title), TITLE, Role.INK)]
    if view.sentence is not None:
        sentence = make.draft.catalog.text(view.sentence, **view.values)
        blocks.append(make.text(sentence, SENTENCE, Role.MUTED, gap_before=10))
    return blocks


def _more(view: View) -> Control:
    return Control(view.more, Rank.SECONDARY, ShowMore())


def _stacked(blocks: Sequence[Block]) -> Block:
    """Make one block of several."""
    height = height_of(blocks) - blocks[0].gap_before
    return Block(
        height,
        lambda x, y: column([replace(blocks[0], gap_before=0), *blocks[1:]], Rect(x, y, 0, height))[0],
        blocks[0].gap_before,
        all(block.is_clean for block in blocks),
    )


class _Fitting:
    """Finds the head and the grid for a list."""

    def __init__(self, draft: Draft, view: View, room: Rect) -> None:
        self._draft = draft
        self._view = view
        self._room = room
        self._is_legible: dict[tuple[int, int, bool], bool] = {}

    def best(self) -> tuple[Sequence[Block], _Grid]:
        """Find the largest head that leaves room for the whole list; where none does, one that leaves most of it."""
        draft, view = self._draft, self._view
        fallback: tuple[Sequence[Block], _Grid] | None = None
        below = 0
        if view.actions:
            below = height_of([BlockMaker(draft, self._room.width).actions(view.actions)])
        for factor in draft.shrinking(TITLE):
            head = head_of(BlockMaker(draft, self._room.width, factor), view)
            text_bottom = self._room.y + height_of(head) + draft.length(_ABOVE_TILES)
            left = replace(self._room, y=text_bottom, height=self._room.bottom - below - text_bottom)
            height = draft.for_controls(left).height
            grid = self._grid(height)
            if grid.places >= len(view.choices) and grid.tile_height <= height and self._holds_its_labels(grid):
                return head, grid
            if fallback is None and height_of(head) <= self._room.height // 3:
                fallback = head, grid
        return fallback or (head, grid)

    def _grid(self, height: int) -> _Grid:
        """Find the loosest grid that holds all, legibly; else the legible one that holds most; else the tightest."""
        count, grids = len(self._view.choices), self._grids(height)
        legible = [grid for grid in grids if self._holds_its_labels(grid)]
        legible = [grid for grid in legible if grid.tile_height <= height] or legible
        for grid in legible:
            if grid.places >= count:
                return grid
        # With one place, the control that leads on would hide the list: smaller words in two are better.
        lists = [grid for grid in legible if grid.places > 1] or [grid for grid in reversed(grids) if grid.places > 1]
        return max(lists, key=lambda grid: grid.places) if lists else grids[-1]

    def _grids(self, height: int) -> Sequence[_Grid]:
        gaps = (_GAP, _GAP_OF_LARGEST_TYPE) if self._draft.metrics.is_largest else (_GAP,)
        grids = []
        for tile_height, gap in product(self._tile_heights, map(self._draft.length, gaps)):
            rows = max(1, (height + gap) // (tile_height + gap))
            grids += [_Grid(number, rows, tile_height, gap) for number in self._columns]
        return grids

    @property
    def _columns(self) -> Sequence[int]:
        if self._draft.metrics.portrait:
            return [1]
        least, most = self._view.choices_per_row, _MOST_COLUMNS
        if self._draft.metrics.is_largest:
            # Words too wide for the usual columns have room in fewer.
            least, most = min(least, len(self._view.choices)), min(most, len(self._view.choices))
            return [*range(least, most + 1), *range(least - 1, 0, -1)]
        return range(least, most + 1)

    @cached_property
    def _tile_heights(self) -> Sequence[int]:
        loose, tight = (natural_height(self._draft, Rank.TILE, is_tight=is_tight) for is_tight in (False, True))
        if not self._draft.metrics.is_largest:
            return (loose, tight)
        two_lines = natural_height(self._draft, Rank.TILE, is_tight=True, lines=2)
        return (tight, two_lines)

    def _holds_its_labels(self, grid: _Grid) -> bool:
        has_more = grid.places < len(self._view.choices)
        key = (grid.columns, grid.tile_height, has_more)
        if key not in self._is_legible:
            controls = [*self._view.choices, *([_more(self._view)] if has_more else [])]
            width = _tile_width(self._draft, grid, self._room.width)
            self._is_legible[key] = all(
                are_legible_within(self._draft, list(alike), width, grid.tile_height)
                for _, alike in groupby(controls, key=lambda control: control.rank)
            )
        return self._is_legible[key]


def _tiles(draft: Draft, grid: _Grid, width: int, controls: Mapping[int, Control]) -> Block:
    rows = max(controls) // grid.columns + 1
    return Block(
        rows * (grid.tile_height + grid.row_gap) - grid.row_gap,
        lambda x, y: _placed(draft, grid, Rect(x, y, width, 0), controls),
        draft.length(_ABOVE_TILES),
        all(is_legible(tile) for tile in _placed(draft, grid, Rect(0, 0, width, 0), controls)),
    )


def _placed(draft: Draft, grid: _Grid, line: Rect, controls: Mapping[int, Control]) -> Sequence[Touchable]:
    """Put each control at its place, counted along the rows; the first row hangs from the line."""
    gap, tile_width = draft.length(_GAP), _tile_width(draft, grid, line.width)
    placed = []
    for position, control in controls.items():
        row, col = divmod(position, grid.columns)
        left, top = line.x + col * (tile_width + gap), line.y + row * (grid.tile_height + grid.row_gap)
        placed.append((control, Rect(left, top, tile_width, grid.tile_height)))
    ranks = groupby(placed, key=lambda at: at[0].rank)
    return [touchable for _, alike in ranks for touchable in buttons(draft, list(alike))]


def _tile_width(draft: Draft, grid: _Grid, width: int) -> int:
    return (width - draft.length(_GAP) * (grid.columns - 1)) // grid.columns

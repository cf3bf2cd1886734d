import pytest

from kiosk.ui.focus import Move, moved
from kiosk.ui.layout.geometry import Rect
from tests.ui.samples import PANELS
from tests.unit.kiosk.ui.layout.test_composition import pages

GRID = [Rect(x, y, 90, 90) for y in (0, 100) for x in (0, 100, 200)]


@pytest.mark.parametrize(
    ("at", "move", "to"),
    [
        (None, Move.FORWARD, 0),
        (None, Move.BACKWARD, 5),
        (None, Move.LEFT, 0),
        (5, Move.FORWARD, 0),
        (0, Move.BACKWARD, 5),
        (1, Move.RIGHT, 2),
        (1, Move.LEFT, 0),
        (1, Move.DOWN, 4),
        (4, Move.UP, 1),
        (2, Move.RIGHT, 2),
        (1, Move.UP, 1),
    ],
)
def test_a_move_goes_to_what_lies_there_or_nowhere(at, move, to):
    assert moved(GRID, at, move) == to


def test_without_controls_there_is_no_focus():
    assert moved([], None, Move.FORWARD) is None


@pytest.mark.parametrize("panel", PANELS)
def test_arrows_alone_reach_every_control_of_every_page(panel):
    for name, _, composition in pages("fr", panel):
        rects = [touchable.rect for touchable in composition.touchables]
        reached, ways = {0}, [0]
        while ways:
            at = ways.pop()
            for move in (Move.UP, Move.DOWN, Move.LEFT, Move.RIGHT):
                to = moved(rects, at, move)
                if to not in reached:
                    reached.add(to)
                    ways.append(to)
        assert reached >= set(range(len(rects))), name

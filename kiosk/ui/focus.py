"""Where the focus goes when a keyboard or a tactile keypad moves it."""

from collections.abc import Sequence
from enum import Enum, auto

from kiosk.ui.layout.geometry import Rect

_ASIDE = 3
"""How much more a way aside counts than a way ahead."""


class Move(Enum):
    FORWARD = auto()
    """In reading order, from the last control round to the first."""
    BACKWARD = auto()
    UP = auto()
    DOWN = auto()
    LEFT = auto()
    RIGHT = auto()


_DIRECTIONS = {Move.UP: (0, -1), Move.DOWN: (0, 1), Move.LEFT: (-1, 0), Move.RIGHT: (1, 0)}


def moved(controls: Sequence[Rect], at: int | None, move: Move) -> int | None:
    """Give the position of the control that gets the focus; None where there is no control.

    `controls` are in reading order. The first move goes to the first control, or backward to the last. Where nothing
    lies in the direction of an arrow, the focus stays.
    """
    if not controls:
        return None
    if at is None:
        return len(controls) - 1 if move is Move.BACKWARD else 0
    match move:
        case Move.FORWARD:
            return (at + 1) % len(controls)
        case Move.BACKWARD:
            return (at - 1) % len(controls)
        case _:
            return _beside(controls, at, *_DIRECTIONS[move])


def _beside(controls: Sequence[Rect], at: int, right: int, down: int) -> int:
    """Find the nearest control in a direction; what lies straight ahead is nearer than what lies aside."""
    here = controls[at]
    ways = {}
    for position, there in enumerate(controls):
        across, along = _centers_apart(here, there)
        ahead = across * right + along * down
        if ahead > 0 and _gap(here, there, is_across=bool(right)) > 0:
            aside = _gap(here, there, is_across=bool(down))
            ways[position] = (ahead + _ASIDE * aside, abs(across) + abs(along))
    return min(ways, key=ways.__getitem__, default=at)


def _centers_apart(one: Rect, other: Rect) -> tuple[float, float]:
    return (other.x + other.right - one.x - one.right) / 2, (other.y + other.bottom - one.y - one.bottom) / 2


def _gap(one: Rect, other: Rect, *, is_across: bool) -> int:
    """Give how far apart two controls stand across or along, 0 where they overlap."""
    if is_across:
        return max(0, other.x - one.right, one.x - other.right)
    return max(0, other.y - one.bottom, one.y - other.bottom)

"""The seconds that are left: a ring of as many dots, one less each second, around their number."""

from math import cos, pi, sin

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Countdown, Shape, Still
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import TypeStyle
from kiosk.ui.theme import Role

_NUMBER = TypeStyle(150, bold=True, pitch_em=1.0)
_SIDE = 440
"""The dial's own units, as the drawings have them."""
_RADIUS = 184
_DOT = 40


def countdown(draft: Draft, seconds: int, dial: Rect) -> Countdown:
    """Set what the dial shows with 0, 1, 2, … seconds left."""
    return Countdown(dial, [_left(draft, left, seconds, dial) for left in range(seconds + 1)])


def _left(draft: Draft, left: int, seconds: int, dial: Rect) -> list[Still]:
    scale = dial.width / _SIDE
    typeset = draft.typesetter.set(str(left), _NUMBER, _NUMBER.size * scale)
    number = draft.words(typeset, dial.x + (dial.width - typeset.width) // 2, dial.y + dial.height // 2, Role.INK)
    # What is over fades into the panel but keeps its outline: the ring is seen whole, and not by color alone.
    return [*(_dot(dial, scale, place / seconds, is_over=place >= left) for place in range(seconds)), number]


def _dot(dial: Rect, scale: float, turn: float, *, is_over: bool) -> Shape:
    side = round(_DOT * scale * (0.5 if is_over else 1))
    x = dial.x + dial.width / 2 + _RADIUS * scale * sin(2 * pi * turn)
    y = dial.y + dial.height / 2 - _RADIUS * scale * cos(2 * pi * turn)
    place = Rect(round(x - side / 2), round(y - side / 2), side, side)
    return Shape(place, Role.MUTED if is_over else Role.PRIMARY, side // 2)

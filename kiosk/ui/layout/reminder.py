"""The first announcement that a page's time is nearly over, in the place of the top bar: nothing else moves."""

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, TypeStyle
from kiosk.ui.theme import Role

_TEXT = TypeStyle(28, bold=True, pitch_em=1.2)
_ABOVE, _BELOW = 6, 14
_LARGEST_TEXT = TypeStyle(62, bold=True, pitch_em=1.08, is_enlarged=False)
"""Beside the largest type: as large as the bar has room for, on a small panel too."""
_AROUND_LARGEST = 2
_RAISED_EM = 0.08
"""So that nothing hangs out of so narrow a band below."""
_PAD = 28


def reminder(draft: Draft, text: str, right: int, bottom: int) -> list[Element]:
    """Write it on a band from the margin to the clock, down to the bar's bottom edge."""
    is_largest, pad = draft.metrics.is_largest, draft.length(_PAD)
    above, below = (draft.length(_AROUND_LARGEST if is_largest else around) for around in (_ABOVE, _BELOW))
    band = Rect(draft.margin // 2, above, right - draft.margin // 2, bottom - above - below)
    [typeset] = draft.set_within([text], _LARGEST_TEXT if is_largest else _TEXT, band.width - 2 * pad, band.height)
    middle = band.y + (band.height - typeset.height) // 2
    if is_largest:
        middle = max(0, middle - round(typeset.size_px * _RAISED_EM))
    words = Words(Rect(band.x + pad, middle, band.width - 2 * pad, typeset.height), typeset, Role.ON_SUN, Align.LEFT)
    return [Shape(band, Role.SUN, draft.length(24)), words]

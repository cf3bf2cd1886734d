"""The first announcement that a page's time is nearly over, in the place of the top bar: nothing else moves."""

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, TypeStyle
from kiosk.ui.theme import Role

_TEXT = TypeStyle(28, bold=True, pitch_em=1.2, is_enlarged=False)
"""As the bar whose place it takes; the second announcement has the patient's own size."""
_ABOVE, _BELOW = 6, 14
_PAD = 28


def reminder(draft: Draft, text: str, right: int, bottom: int) -> list[Element]:
    """Write it on a band from the margin to the clock, down to the bar's bottom edge."""
    above, pad = draft.length(_ABOVE), draft.length(_PAD)
    band = Rect(draft.margin // 2, above, right - draft.margin // 2, bottom - above - draft.length(_BELOW))
    [typeset] = draft.set_within([text], _TEXT, band.width - 2 * pad, band.height)
    middle = band.y + (band.height - typeset.height) // 2
    words = Words(Rect(band.x + pad, middle, band.width - 2 * pad, typeset.height), typeset, Role.ON_SUN, Align.LEFT)
    return [Shape(band, Role.SUN, draft.length(24)), words]

"""What is always at hand: language, and help at the far end."""

from collections.abc import Sequence

from kiosk.ui.layout.controls import button, natural_height, natural_width
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.view_models import Control, Rank

_BELOW = 24
_GAP = 20


def footer(draft: Draft, controls: Sequence[Control]) -> tuple[list[Element], int]:
    """Place the controls in as few rows as hold them; give the top edge too, the same where there are none."""
    gap, height = draft.length(_GAP), natural_height(draft, Rank.FOOTER)
    rows = min((_rows(draft, controls, is_tight) for is_tight in (False, True)), key=len)
    top = draft.metrics.height - draft.length(_BELOW) - len(rows) * (height + gap) + gap
    elements: list[Element] = []
    for number, row in enumerate(rows):
        x = draft.margin
        for control, width in row:
            at = draft.margin + draft.content_width - width if control.rank is Rank.HELP else x
            elements.append(button(draft, control, Rect(at, top + number * (height + gap), width, height)))
            x += width + gap
    return elements, top


def _rows(draft: Draft, controls: Sequence[Control], is_tight: bool) -> list[list[tuple[Control, int]]]:
    gap = draft.length(_GAP)
    rows: list[list[tuple[Control, int]]] = [[]]
    for control in controls:
        width = min(natural_width(draft, control, is_tight=is_tight), draft.content_width)
        taken = sum(other + gap for _, other in rows[-1])
        if rows[-1] and taken + width > draft.content_width:
            rows.append([])
        rows[-1].append((control, width))
    return rows

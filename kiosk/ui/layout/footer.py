"""What is always at hand: language, display, and help at the far end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.ui.layout.controls import button, natural_height, natural_width, pictogram, pictogram_width
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.view_models import Control, Rank

_BELOW = 24
_GAP = 20
_MOST_ROWS_UPRIGHT = 2


@dataclass(frozen=True)
class _Way:
    """How the controls are set: how closely, and which of them keep their words."""

    is_tight: bool
    keeps_words: Callable[[int, Control], bool]


_IN_WORDS = (
    _Way(is_tight=False, keeps_words=lambda _at, _control: True),
    _Way(is_tight=True, keeps_words=lambda _at, _control: True),
)
_WITH_PICTOGRAMS = (
    # The first is the language by its own name: whoever cannot read the page finds it by that.
    _Way(is_tight=False, keeps_words=lambda at, control: at == 0 or control.rank is Rank.HELP),
    _Way(is_tight=False, keeps_words=lambda _at, control: control.rank is Rank.HELP),
    _Way(is_tight=True, keeps_words=lambda _at, control: control.rank is Rank.HELP),
    _Way(is_tight=True, keeps_words=lambda _at, _control: False),
)


@dataclass(frozen=True)
class _Placed:
    control: Control
    width: int
    has_words: bool


def footer(draft: Draft, controls: Sequence[Control], *, is_low: bool = False) -> tuple[list[Element], int]:
    """Place the controls in as few rows as hold them; give the top edge too, the same where there are none.

    Where there is no room for rows, pictograms take the place of words, help's last. A low footer is one row.
    """
    gap, height = draft.length(_GAP), natural_height(draft, Rank.FOOTER)
    rows = _rows_of(draft, controls, 1 if is_low or not draft.metrics.portrait else _MOST_ROWS_UPRIGHT)
    top = draft.metrics.height - draft.length(_BELOW) - len(rows) * (height + gap) + gap
    elements: list[Element] = []
    for number, row in enumerate(rows):
        x = draft.margin
        for placed in row:
            is_help = placed.control.rank is Rank.HELP
            at = draft.margin + draft.content_width - placed.width if is_help else x
            rect = Rect(at, top + number * (height + gap), placed.width, height)
            elements.append((button if placed.has_words else pictogram)(draft, placed.control, rect))
            x += placed.width + gap
    return elements, top


def _rows_of(draft: Draft, controls: Sequence[Control], most: int) -> list[list[_Placed]]:
    in_words = min((_rows(draft, controls, way) for way in _IN_WORDS), key=len)
    if len(in_words) <= most:
        return in_words
    signed = [_rows(draft, controls, way) for way in _WITH_PICTOGRAMS]
    return next((rows for rows in signed if len(rows) <= most), signed[-1])


def _rows(draft: Draft, controls: Sequence[Control], way: _Way) -> list[list[_Placed]]:
    gap = draft.length(_GAP)
    rows: list[list[_Placed]] = [[]]
    for at, control in enumerate(controls):
        has_words = way.keeps_words(at, control)
        natural = natural_width if has_words else pictogram_width
        width = min(natural(draft, control, is_tight=way.is_tight), draft.content_width)
        taken = sum(placed.width + gap for placed in rows[-1])
        if rows[-1] and taken + width > draft.content_width:
            rows.append([])
        rows[-1].append(_Placed(control, width, has_words))
    return rows

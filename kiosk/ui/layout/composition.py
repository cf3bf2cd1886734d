"""A whole page with every part in its place."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import itemgetter

from kiosk.ui.layout.choices import choices
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Still, Touchable, mirrored, mirrored_still
from kiosk.ui.layout.footer import footer
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.notice import notice
from kiosk.ui.layout.reminder import reminder
from kiosk.ui.layout.stage import stage
from kiosk.ui.layout.top_bar import clock, top_bar
from kiosk.ui.layout.typing import typing
from kiosk.ui.view_models import Rank, View

_ABOVE_FOOTER = 26
_BELOW = 24
_BESIDE_CLOCK = 28
_YIELDING = (0.92, 0.84, 0.76, 0.68, 0.6, 0.52, 0.44)
"""Of the smallest capitals, until all fits."""


@dataclass(frozen=True)
class Composition:
    elements: Sequence[Element] = field(repr=False)
    width: int
    height: int
    is_clean: bool
    """Whether all of it fits at a legible size, with every word whole."""

    @property
    def touchables(self) -> Sequence[Touchable]:
        return [element for element in self.elements if isinstance(element, Touchable)]


def compose(draft: Draft, view: View, establishment_name: str, time: str, part: int = 0) -> Composition:
    """Place everything the view shows but the time, which changes while the page stays; of a long list, one part.

    Where even the largest type must yield, it yields by small steps.
    """
    composition = _compose(draft, view, establishment_name, time, part)
    if composition.is_clean or not draft.metrics.is_largest:
        return composition

    @cache
    def yielding(share: float) -> Composition:
        smaller = replace(draft.metrics, smallest_type_px=draft.metrics.smallest_type_px * share)
        return _compose(replace(draft, metrics=smaller), view, establishment_name, time, part)

    # What is clean in one size is in every smaller one, so not all must be tried.
    first_clean = bisect_left(_YIELDING, True, key=lambda share: yielding(share).is_clean)
    return yielding(_YIELDING[min(first_clean, len(_YIELDING) - 1)])


def _compose(draft: Draft, view: View, establishment_name: str, time: str, part: int) -> Composition:
    clock_x = clock(draft, time).rect.x
    bar, top = top_bar(draft, establishment_name, view, clock_x)
    if view.reminder is not None:
        bar = reminder(draft, draft.text(view.reminder), clock_x - draft.length(_BESIDE_CLOCK), top)
    room = Rect(draft.margin, top, draft.content_width, draft.metrics.height - top)
    below, is_clean = (
        _typing(draft, view, room, part) if view.entry is not None else _above_footer(draft, view, room, part)
    )
    elements = [*bar, *below]
    if draft.catalog.is_right_to_left:
        elements = [mirrored(element, draft.metrics.width) for element in elements]
    return Composition(elements, draft.metrics.width, draft.metrics.height, is_clean)


def _above_footer(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    if not view.footer:
        return _middle(draft, view, _down_to(room, draft.metrics.height - draft.length(_BELOW)), part)
    controls, bottom = footer(draft, view.footer)
    middle, is_clean = _middle(draft, view, _down_to(room, bottom - draft.length(_ABOVE_FOOTER)), part)
    return [*middle, *controls], is_clean


def _middle(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    if view.passages:
        return notice(draft, view, room, part)
    return choices(draft, view, room, part) if view.choices else stage(draft, view, room)


def _typing(draft: Draft, view: View, room: Rect, part: int) -> tuple[list[Element], bool]:
    """Place a keypad above the footer; where that leaves no room for large keys, of the footer only help stays.

    A patient who asked for larger words is not shown a title below the normal size because of the footer.
    """
    is_enlarged = draft.metrics.type > draft.metrics.normal_type
    squeezed: list[tuple[float, list[Element]]] = []
    if not draft.has_low_controls:
        has_two_rows = draft.metrics.portrait and not draft.metrics.is_largest
        for is_low in (False, True) if is_enlarged and has_two_rows else (False,):
            controls, bottom = footer(draft, view.footer, is_low=is_low)
            page = typing(draft, view, _down_to(room, bottom - draft.length(_ABOVE_FOOTER)), part)
            if page.is_clean and page.has_large_keys:
                elements = [*page.elements, *controls]
                if page.title_scale >= 1 or not is_enlarged:
                    return elements, True
                squeezed.append((page.title_scale, elements))
    help_wanted = next((control for control in view.footer if control.rank is Rank.HELP), None)
    whole = _down_to(room, draft.metrics.height - draft.length(_BELOW))
    page = typing(draft, view, whole, part, help_wanted)
    title_scale, elements = max(squeezed, key=itemgetter(0), default=(0.0, []))
    if title_scale >= page.title_scale:
        return elements, True
    # Even the largest type yields to keys: without them nobody gets on.
    return list(page.elements), page.is_clean and (page.has_large_keys or not draft.metrics.is_largest)


def _down_to(room: Rect, bottom: int) -> Rect:
    return replace(room, height=bottom - room.y)


def compose_clock(draft: Draft, time: str) -> Still:
    words = clock(draft, time)
    return mirrored_still(words, draft.metrics.width) if draft.catalog.is_right_to_left else words

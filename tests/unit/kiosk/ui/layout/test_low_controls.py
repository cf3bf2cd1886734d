"""For whoever asks for it, every control is in the lower part of the panel (EN 301 549 §8.3)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from kiosk.ui.layout.composition import Composition, compose
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.theme import SMALLEST_TARGET_MM
from kiosk.ui.view_models import Rank, View
from tests.ui.samples import ESTABLISHMENT, PANELS
from tests.unit.kiosk.ui.layout.test_composition import draft_for, flat, separate, views

_LOWER_HALF = 0.5
_ON_SMALL_PANEL = 0.64
"""Of the 91 mm of a 7 inch panel: two rows of controls and the footer."""
_WITH_KEYS = 0.76
"""Rows of keys of 15 mm, the field's row, and the places found."""

EVERYWHERE = [
    pytest.param(language, panel, percent, id=f"{language}-{panel}-{percent}")
    for panel in PANELS
    for language, percent in [("fr", 100), ("de", 100), ("ar", 100), ("fr", 160)]
]


def low_pages(language: str, panel: str, text_percent: int) -> Iterator[tuple[str, View, Composition]]:
    draft = replace(draft_for(language, panel, text_percent), has_low_controls=True)
    for name, view in views(language):
        yield name, view, compose(draft, view, ESTABLISHMENT, "10:42")


@pytest.mark.parametrize(("language", "panel", "text_percent"), EVERYWHERE)
def test_every_control_is_low_on_request_and_every_page_still_fits(language, panel, text_percent):
    width, height, dots_per_mm = PANELS[panel]
    letter_mm = 9.0 if panel == "800x480" else SMALLEST_TARGET_MM
    for name, view, composition in low_pages(language, panel, text_percent):
        least = 1 - (_WITH_KEYS if view.entry else _ON_SMALL_PANEL if panel == "800x480" else _LOWER_HALF)
        assert composition.is_clean, name
        assert all(Rect(0, 0, width, height).contains(element.rect) for element in flat(composition)), name
        for touchable in composition.touchables:
            assert touchable.rect.y >= least * height, (name, touchable.rect)
            smallest = letter_mm if touchable.control.rank is Rank.KEY else SMALLEST_TARGET_MM
            assert min(touchable.rect.width, touchable.rect.height) >= smallest * dots_per_mm, name
        for one, other in combinations(separate(composition), 2):
            assert not one.rect.overlaps(other.rect), (name, one.rect, other.rect)


@pytest.mark.parametrize("panel", PANELS)
def test_help_is_on_every_page_that_has_it_also_among_the_keys(panel):
    for name, view, composition in low_pages("fr", panel, 100):
        wanted = [control for control in view.footer if control.rank is Rank.HELP]
        shown = [touchable.control for touchable in composition.touchables]
        assert all(control in shown for control in wanted), name

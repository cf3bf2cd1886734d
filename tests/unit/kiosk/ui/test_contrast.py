"""Texts stand out 4.5 times, in high contrast 7; signs, edges and rings 3 (WCAG 2.2 §1.4.3, 1.4.6, 1.4.11)."""

from collections.abc import Iterator

import pytest

from kiosk.ui.layout.composition import Composition
from kiosk.ui.layout.elements import Picture, Shape, Touchable, Words
from kiosk.ui.theme import DARK, HIGH_CONTRAST, STANDARD, Palette, Role
from kiosk.ui.view_models import Icon, Illustration
from kiosk.ui.widgets.touch_target import RING_COLORS
from tests.ui.samples import PANELS
from tests.unit.kiosk.ui.contrast import contrast
from tests.unit.kiosk.ui.layout.test_composition import flat, pages

_SIGN = 3.0
PALETTES = [
    pytest.param(STANDARD, 4.5, id="standard"),
    pytest.param(HIGH_CONTRAST, 7.0, id="high-contrast"),
    pytest.param(DARK, 4.5, id="dark"),
]

_DRAWN_PAIRS = {
    "the card beside the reader": (Role.LEAF, Role.MIST),
    "the rim of the card before the reader": (Role.PAPER, Role.PRIMARY),
    "the rim of card and chip": (Role.PAPER, Role.LEAF),
    "what is printed on the card": (Role.SURFACE, Role.LEAF),
    "the contacts of the chip": (Role.ON_SUN, Role.SUN),
    "the reader, the printer, the clock and the turning ring": (Role.PRIMARY, Role.MIST),
    "the slot": (Role.PAPER, Role.PRIMARY),
    "arrows, desk and the ticket's rim": (Role.INK, Role.MIST),
    "what is printed on the ticket, and the clock's hands": (Role.INK, Role.SURFACE),
    "the rim of another card": (Role.MUTED, Role.MIST),
    "what is printed on another card": (Role.MUTED, Role.SURFACE),
    "a person, and a sign that is chosen": (Role.PRIMARY, Role.SURFACE),
    "a check": (Role.SURFACE, Role.LEAF),
    "done": (Role.LEAF, Role.MIST),
    "a step that is done": (Role.LEAF, Role.PAPER),
    "the step that is now": (Role.PRIMARY, Role.PAPER),
    "a field that is typed in, and its caret": (Role.PRIMARY, Role.SURFACE),
    "a field with a mistake": (Role.CLAY, Role.SURFACE),
}


@pytest.mark.parametrize(("palette", "least"), PALETTES)
def test_every_text_stands_out_from_what_is_behind_it(palette, least):
    for name, _, composition in pages("fr", "1280x800"):
        for words, behind in _with_what_is_behind(composition, Words):
            assert contrast(palette.color(words.ink), palette.color(behind)) >= least, (name, words.ink, behind)


@pytest.mark.parametrize(("palette", "_least"), PALETTES)
@pytest.mark.parametrize("panel", PANELS)
def test_every_control_is_seen_by_its_edge_or_its_color(palette, _least, panel):
    for name, _, composition in pages("fr", panel):
        for touchable in composition.touchables:
            face = next(part for part in touchable.parts if isinstance(part, Shape))
            behind = _behind(touchable, composition.elements[: list(composition.elements).index(touchable)])
            assert behind is Role.PAPER, name
            assert _is_seen(face, palette), (name, face)


@pytest.mark.parametrize(("palette", "_least"), PALETTES)
def test_every_icon_of_a_control_stands_out_from_it(palette, _least):
    for name, _, composition in pages("fr", "1280x800", 160):
        for picture, behind in _with_what_is_behind(composition, Picture):
            if isinstance(picture.drawing, Icon):
                assert contrast(palette.color(picture.ink), palette.color(behind)) >= _SIGN, (name, picture.drawing)


@pytest.mark.parametrize(("palette", "_least"), PALETTES)
def test_the_ring_of_the_focus_stands_out_from_the_page_and_from_every_control(palette, _least):
    ring, gap = (palette.color(role) for role in RING_COLORS)
    assert contrast(ring, palette.paper) >= _SIGN
    assert contrast(ring, gap) >= _SIGN


@pytest.mark.parametrize(("palette", "_least"), PALETTES)
@pytest.mark.parametrize("part", _DRAWN_PAIRS)
def test_what_must_be_recognized_in_a_drawing_stands_out(palette, _least, part):
    one, other = _DRAWN_PAIRS[part]
    assert contrast(palette.color(one), palette.color(other)) >= _SIGN


def test_black_on_white_has_the_contrast_that_the_formula_is_known_for():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def _is_seen(face: Shape, palette: Palette) -> bool:
    colors = [role for role in (face.fill, face.outline) if role is not None]
    return any(contrast(palette.color(role), palette.paper) >= _SIGN for role in colors)


def _with_what_is_behind(composition: Composition, kind: type[Words] | type[Picture]) -> Iterator:
    elements = flat(composition)
    for at, element in enumerate(elements):
        if isinstance(element, kind):
            yield element, _behind(element, elements[:at])


def _behind(element: Words | Picture | Touchable, below) -> Role:
    for other in reversed(below):
        is_ticket = isinstance(other, Picture) and other.drawing is Illustration.TICKET
        if is_ticket and other.rect.contains(element.rect):
            return Role.SURFACE
        if isinstance(other, Shape) and other.rect.contains(element.rect):
            return other.fill
    return Role.PAPER

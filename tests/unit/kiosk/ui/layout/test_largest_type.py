"""In the largest text size all that must be read is 0.7 degrees high from 600 mm (EN 301 549 §5.1.4)."""

from functools import cache

import pytest
from PIL import ImageFont

from kiosk.ui.fonts import CAP_HEIGHT_EM, find_fonts
from kiosk.ui.layout.composition import Composition
from kiosk.ui.layout.elements import Words
from kiosk.ui.theme import LARGEST_CAPITALS_MM, LARGEST_TEXT_PERCENT
from kiosk.ui.view_models import View
from tests.ui.samples import NUMBER, PANELS
from tests.unit.kiosk.ui.layout.test_composition import EVERYWHERE, all_words, draft_for, pages

_LARGEST_ON_SMALL_PANEL_MM = 4.9
"""0.7 degrees from 400 mm: on 7 inches the lines of a page and a control of 15 mm have no room for more."""

_YIELDING_MM = {
    # A name of 34 letters, which nobody may shorten.
    "confirm-identity-long-names": {"1280x800": 6.2, "800x1280": 6.2, "800x480": 3.8},
    # Up to six choices at once, rather than in parts.
    "choose-person": {"800x1280": 6.2, "800x480": 4.4},
    # Upright, two of many at once: the words above them are smaller, the names are not.
    "choose-person-of-nineteen": {"800x1280": 6.2, "800x480": 3.8},
    "listening": {"800x480": 4.4},
    # Long names of the traits in Portuguese, upright.
    "confirm-identity": {"800x1280": 6.2},
    "confirm-identity-of-a-child": {"800x1280": 6.2},
    # 27 keys of 15 mm, the field and what was found in it.
    "type-traits-birth-place": {"800x1280": 6.2, "800x480": 4.4},
    "type-traits-no-such-place": {"800x1280": 6.2, "800x480": 4.4},
    "type-traits-not-a-place": {"800x1280": 6.2, "800x480": 4.4},
    # A mistake told in 43 letters above the keys, upright.
    "type-traits-not-a-name": {"800x1280": 6.2},
    # The legal notice is shown in parts; one of them is long in German.
    "information": {"800x1280": 6.2},
}
"""Where the type must be smaller still, and why."""


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_capitals_of_all_that_must_be_read_are_large_in_the_largest_size(language, panel):
    usual = _LARGEST_ON_SMALL_PANEL_MM if panel == "800x480" else LARGEST_CAPITALS_MM
    for name, view, composition in pages(language, panel, LARGEST_TEXT_PERCENT):
        least = _YIELDING_MM.get(name.removesuffix("-reminded"), {}).get(panel, usual)
        for words in _to_be_read(view, composition, language, panel):
            assert _capitals_mm(words, panel) >= least, (name, words.rect)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_the_first_announcement_that_the_time_is_nearly_over_is_as_large_as_its_place_allows(language, panel):
    least = {"800x480": _LARGEST_ON_SMALL_PANEL_MM, "800x1280": 6.2}.get(panel, LARGEST_CAPITALS_MM)
    draft = draft_for(language, panel, LARGEST_TEXT_PERCENT)
    announced = draft.text("reminder").split()
    reminded = [
        words
        for _, view, composition in pages(language, panel, LARGEST_TEXT_PERCENT)
        if view.reminder is not None
        for words in all_words(composition)
        if " ".join(words.typeset.lines).split() == announced
    ]
    assert len(reminded) >= 4
    assert min(_capitals_mm(words, panel) for words in reminded) >= least


def test_on_the_usual_panel_no_page_but_the_longest_name_yields():
    assert {name for name, panels in _YIELDING_MM.items() if "1280x800" in panels} == {"confirm-identity-long-names"}


def _to_be_read(view: View, composition: Composition, language: str, panel: str) -> list[Words]:
    """All but the top bar, the technician's code and the number on the drawn ticket, which the text tells too."""
    bar = draft_for(language, panel, LARGEST_TEXT_PERCENT).metrics.length(132 if panel == "800x1280" else 72)
    below = [words for words in all_words(composition) if words.rect.y >= bar]
    return [words for words in below if words.typeset.lines not in ([view.code], [NUMBER])]


def _capitals_mm(words: Words, panel: str) -> float:
    return words.typeset.size_px * _capital_em(bold=words.typeset.bold) / PANELS[panel][2]


@cache
def _capital_em(*, bold: bool) -> float:
    """Measure the typeface itself, so large that no pixel is rounded."""
    fonts = find_fonts()
    font = ImageFont.truetype(str(fonts.bold if bold else fonts.regular), 1000)
    _, top, _, bottom = font.getbbox("H", anchor="ls")
    return (bottom - top) / 1000


@pytest.mark.parametrize("bold", [False, True])
def test_the_height_of_a_capital_is_that_of_the_typeface(bold):
    assert _capital_em(bold=bold) == pytest.approx(CAP_HEIGHT_EM, abs=0.002)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_of_a_list_something_to_choose_is_always_seen_beside_what_leads_on(language, panel):
    for name, view, composition in pages(language, panel, LARGEST_TEXT_PERCENT):
        if view.choices and view.entry is None:
            assert {touchable.control for touchable in composition.touchables} & set(view.choices), name


@pytest.mark.parametrize(("language", "panel"), [each for each in EVERYWHERE if each.values[1] != "800x480"])
def test_all_languages_are_seen_at_once(language, panel):
    [(view, composition)] = [
        (view, page) for name, view, page in pages(language, panel, LARGEST_TEXT_PERCENT) if name == "language"
    ]
    assert [touchable.control for touchable in composition.touchables][: len(view.choices)] == list(view.choices)


@pytest.mark.parametrize(("language", "panel"), [each for each in EVERYWHERE if each.values[1] == "800x1280"])
def test_upright_two_of_many_names_are_seen_at_once_in_full_size(language, panel):
    [(view, composition)] = [
        (view, page)
        for name, view, page in pages(language, panel, LARGEST_TEXT_PERCENT)
        if name == "choose-person-of-nineteen"
    ]
    names = [touchable for touchable in composition.touchables if touchable.control in view.choices]
    labels = [part for touchable in names for part in touchable.parts if isinstance(part, Words)]
    assert len(names) >= 2
    assert all(_capitals_mm(label, panel) >= LARGEST_CAPITALS_MM for label in labels)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_a_short_list_stands_in_as_few_columns_as_hold_it_so_that_no_word_shrinks_for_more(language, panel):
    [(view, composition)] = [
        (view, page) for name, view, page in pages(language, panel, LARGEST_TEXT_PERCENT) if name == "choose-person"
    ]
    people = [touchable for touchable in composition.touchables if touchable.control in view.choices]
    assert len(people) == len(view.choices) == 4
    assert len({touchable.rect.x for touchable in people}) == (1 if panel == "800x1280" else 2)

"""Every page in every language on every panel: nothing is cut, nothing overlaps, everything can be read and touched."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from kiosk.flow.states import ChoosePerson, ConfirmIdentity, TraitField, TypeTraits, Welcome
from kiosk.i18n import Catalog, languages
from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.composition import Composition, compose, compose_clock
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Countdown, Picture, Shape, Touchable, Words, mirrored
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Typesetter, TypeStyle
from kiosk.ui.overlays import overlay_view
from kiosk.ui.theme import SMALLEST_TARGET_MM, Metrics
from kiosk.ui.view_models import Illustration, Listening, Overlay, Rank, View, view_model
from tests.ui.samples import ESTABLISHMENT, NINETEEN, PANELS, TYPED, found, kiosk_in, person, samples

_LETTER_ON_SMALL_PANEL_MM = 9.0
"""On 7 inches, 26 letters of 15 mm have no room."""

TYPESETTER = Typesetter(find_fonts())
NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())
EVERYWHERE = [
    # The tests of one language share a worker, and so its composed pages.
    pytest.param(language, panel, id=f"{language}-{panel}", marks=pytest.mark.xdist_group(f"pages in {language}"))
    for language in languages()
    for panel in PANELS
]


def draft_for(language: str, panel: str, text_percent: int = 100) -> Draft:
    return Draft(Metrics.of(*PANELS[panel], text_percent), Catalog.load(language), TYPESETTER)


def views(language: str) -> Iterator[tuple[str, View]]:
    for name, kiosk in samples(language).items():
        yield name, view_model(kiosk, NAMES, Listening())
    for overlay in Overlay:
        yield overlay.value, overlay_view(overlay, kiosk_in(Welcome(), language), NAMES)
    listening = Listening(has_headset=True)
    yield "listening", overlay_view(Overlay.LISTEN, kiosk_in(Welcome(), language), NAMES, listening)


@cache
def pages(language: str, panel: str, text_percent: int = 100) -> list[tuple[str, View, Composition]]:
    draft = draft_for(language, panel, text_percent)
    return [(name, view, composed(draft, view)) for name, view in views(language)]


def composed(draft: Draft, view: View, establishment: str = ESTABLISHMENT, part: int = 0) -> Composition:
    return compose(draft, view, establishment, "10:42", part)


def flat(composition: Composition) -> list[Shape | Words | Picture]:
    elements = []
    for element in composition.elements:
        match element:
            case Touchable():
                elements += element.parts
            case Countdown():
                elements += element.steps[-1]
            case still:
                elements.append(still)
    return elements


def all_words(composition: Composition) -> list[Words]:
    return [element for element in flat(composition) if isinstance(element, Words)]


def separate(composition: Composition) -> list[Words | Picture | Touchable]:
    """What may not overlap: all but shapes, and the number that is written onto the drawn ticket."""
    apart = [element for element in composition.elements if not isinstance(element, Shape)]
    tickets = [e.rect for e in apart if isinstance(e, Picture) and e.drawing is Illustration.TICKET]
    return [e for e in apart if not (isinstance(e, Words) and any(ticket.contains(e.rect) for ticket in tickets))]


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_every_page_fits(language, panel):
    draft = draft_for(language, panel)
    clock = compose_clock(draft, "10:42")
    window = Rect(0, 0, draft.metrics.width, draft.metrics.height)
    for name, _, composition in pages(language, panel):
        assert composition.is_clean, name
        for words in all_words(composition):
            assert words.typeset.width <= words.rect.width, name
            assert words.typeset.height <= words.rect.height, name
        for element in flat(composition):
            assert window.contains(element.rect), name
        for touchable in composition.touchables:
            assert all(touchable.rect.contains(part.rect) for part in touchable.parts), name
        for one, other in combinations([clock, *separate(composition)], 2):
            assert not one.rect.overlaps(other.rect), (name, one.rect, other.rect)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_every_text_stays_within_the_card_or_panel_it_begins_in(language, panel):
    for name, _, composition in pages(language, panel):
        elements = flat(composition)
        for words in (element for element in elements if isinstance(element, Words)):
            for shape in (element for element in elements if isinstance(element, Shape)):
                if shape.rect.overlaps(words.rect):
                    assert shape.rect.contains(words.rect), (name, shape.rect, words.rect)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_every_control_is_large_enough_for_a_trembling_finger(language, panel):
    dots_per_mm = PANELS[panel][2]
    for name, _, composition in pages(language, panel):
        for touchable in composition.touchables:
            is_letter = touchable.control.rank is Rank.KEY and panel == "800x480"
            smallest = (_LETTER_ON_SMALL_PANEL_MM if is_letter else SMALLEST_TARGET_MM) * dots_per_mm
            assert touchable.rect.width >= smallest, name
            assert touchable.rect.height >= smallest, name


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_no_text_for_the_patient_is_small(language, panel):
    smallest_px = int(draft_for(language, panel).metrics.smallest_type_px)
    for name, view, composition in pages(language, panel):
        for words in all_words(composition):
            is_code = words.typeset.lines == [view.code]
            on_ticket = words.typeset.lines == [view.number]
            if not is_code and not on_ticket:
                assert words.typeset.size_px >= smallest_px, name


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_every_message_and_every_personal_value_is_on_the_page(language, panel):
    draft = draft_for(language, panel)
    for name, view, composition in pages(language, panel):
        shown = {_letters("".join(words.typeset.lines)) for words in all_words(composition)}
        texts = [draft.text(message_id) for message_id in (view.title, view.reminder) if message_id is not None]
        texts += [draft.text(control.message_id) for control in view.actions]
        texts += [draft.text(part) for passage in view.passages for part in (passage.heading, passage.text)]
        texts += [detail.value for detail in view.details if isinstance(detail.value, str)]
        texts += [text for text in (view.number, view.code) if text is not None and view.illustration is not None]
        for text in texts:
            assert _letters(text) in shown, name
        if view.sentence is not None:
            assert any(text.startswith(_letters(draft.text(view.sentence, **view.values))) for text in shown), name


def _letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("panel", PANELS)
def test_a_page_has_one_primary_control_at_most(panel):
    for name, _, composition in pages("fr", panel):
        ranks = [touchable.control.rank for touchable in composition.touchables]
        assert ranks.count(Rank.PRIMARY) <= 1, name


@pytest.mark.parametrize("panel", PANELS)
def test_the_primary_control_stands_where_the_reading_ends(panel):
    view = view_model(samples()["confirm-identity"], NAMES)
    by_id = {t.control.message_id: t.rect for t in composed(draft_for("fr", panel), view).touchables}
    assert by_id["confirm_identity.yes"].x > by_id["confirm_identity.no"].right
    assert by_id["confirm_identity.yes"].width > by_id["confirm_identity.no"].width


@pytest.mark.parametrize("panel", PANELS)
def test_nineteen_people_are_all_reached_by_asking_for_more_and_come_round_again(panel):
    draft = draft_for("fr", panel)
    view = view_model(kiosk_in(ChoosePerson(NINETEEN)), NAMES)
    parts = []
    while len(parts) < 19:
        controls = [touchable.control for touchable in composed(draft, view, part=len(parts)).touchables]
        parts.append([control.index for control in controls if control.message_id == "choose_person.person"])
        assert "choices.more" in [control.message_id for control in controls]
        if parts[-1][-1] == 18:
            break
    assert [index for part in parts for index in part] == list(range(19))
    assert composed(draft, view, part=len(parts)).touchables[0].control.index == 0


def test_the_tile_that_leads_on_never_moves():
    draft = draft_for("fr", "1280x800")
    view = view_model(kiosk_in(ChoosePerson(NINETEEN)), NAMES)
    places = {
        touchable.rect
        for part in range(3)
        for touchable in composed(draft, view, part=part).touchables
        if touchable.control.message_id == "choices.more"
    }
    assert len(places) == 1


def test_six_people_are_seen_at_once_even_on_the_smallest_panel():
    view = view_model(kiosk_in(ChoosePerson(NINETEEN[:6])), NAMES)
    for panel in PANELS:
        controls = [t.control.message_id for t in composed(draft_for("fr", panel), view).touchables]
        assert controls.count("choose_person.person") == 6, panel
        assert "choices.more" not in controls


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", ["ADRTROIS" * 10, "-".join(["ECETINSI"] * 11)], ids=["without a gap", "of many parts"])
def test_the_longest_names_are_broken_but_whole(panel, name):
    view = view_model(kiosk_in(ConfirmIdentity(found(name, [name], "1960-01-01", "M"))), NAMES)
    draft = draft_for("fr", panel)
    composition = composed(draft, view)
    texts = ["".join(words.typeset.lines) for words in all_words(composition)]
    assert texts.count(name) == 2
    window = Rect(0, 0, draft.metrics.width, draft.metrics.height)
    assert all(window.contains(element.rect) for element in flat(composition))
    for one, other in combinations(separate(composition), 2):
        assert not one.rect.overlaps(other.rect)


@pytest.mark.parametrize("panel", PANELS)
def test_a_name_too_long_for_its_tile_ends_within_it_and_says_so(panel):
    name = "ADRTROIS" * 10
    people = [person(0, name), person(1, name, "ECETINSI")]
    tiles = composed(draft_for("fr", panel), view_model(kiosk_in(ChoosePerson(people)), NAMES)).touchables[:2]
    for tile in tiles:
        [label] = [part for part in tile.parts if isinstance(part, Words)]
        assert tile.rect.contains(label.rect)
        assert label.typeset.lines[-1].endswith("…")


@pytest.mark.parametrize("text_percent", [100, 130, 160])
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("panel", PANELS)
def test_a_place_too_long_for_its_tile_loses_letters_of_its_name_alone_and_none_of_its_edge(
    panel, language, text_percent
):
    typed = replace(TYPED, birth_place="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson")
    view = view_model(kiosk_in(TypeTraits(TraitField.BIRTH_PLACE, typed), language), NAMES)
    [place] = view.choices
    place = replace(place, label=f"{'Saint-Christophe-' * 6}sur-Mer (51)")
    draft = draft_for(language, panel, text_percent)
    composition = composed(draft, replace(view, choices=[place]))
    [tile] = [tile for tile in composition.touchables if tile.control == place]
    [label] = [part for part in tile.parts if isinstance(part, Words)]
    assert tile.rect.contains(label.rect)
    assert label.typeset.lines[-1].endswith("(51)")
    assert sum("…" in line for line in label.typeset.lines) == 1
    bold = TypeStyle(1, bold=True)
    assert all(
        TYPESETTER.set(line, bold, label.typeset.size_px).width <= label.rect.width for line in label.typeset.lines
    )


@pytest.mark.parametrize("panel", PANELS)
def test_a_long_name_of_the_establishment_leaves_room_for_the_steps(panel):
    draft = draft_for("fr", panel)
    clock = compose_clock(draft, "10:42")
    long_name = "Groupement hospitalier intercommunal des vallées de Valmont et de Clairval"
    for name, view in views("fr"):
        apart = [clock, *separate(composed(draft, view, long_name))]
        for one, other in combinations(apart, 2):
            assert not one.rect.overlaps(other.rect), name


@pytest.mark.parametrize("text_percent", [130, 160])
@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_every_page_fits_at_the_larger_text_sizes(language, panel, text_percent):
    window = Rect(0, 0, *PANELS[panel][:2])
    for name, _, composition in pages(language, panel, text_percent):
        assert composition.is_clean, name
        assert all(window.contains(element.rect) for element in flat(composition)), name
        for one, other in combinations(separate(composition), 2):
            assert not one.rect.overlaps(other.rect), (name, one.rect, other.rect)


@pytest.mark.parametrize("language", languages())
def test_upright_too_who_asks_for_larger_words_gets_a_larger_title_above_the_keys(language):
    normal_px, larger_px = (
        {
            name: _title_px(draft_for(language, "800x1280"), view, composition)
            for name, view, composition in pages(language, "800x1280", text_percent)
            if view.entry is not None and not view.entry.offers_choices
        }
        for text_percent in (100, 130)
    )
    assert len(normal_px) > 10
    for name, title_px in larger_px.items():
        assert title_px > normal_px[name], name


def _title_px(draft: Draft, view: View, composition: Composition) -> int:
    title = _letters(draft.text(view.title))
    [size_px] = {w.typeset.size_px for w in all_words(composition) if _letters("".join(w.typeset.lines)) == title}
    return size_px


@pytest.mark.parametrize("text_percent", [100, 130, 160])
@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_no_word_is_cut_in_two_on_a_control(language, panel, text_percent):
    for name, view, composition in pages(language, panel, text_percent):
        for touchable in composition.touchables:
            labels = [part for part in touchable.parts if isinstance(part, Words)]
            is_name = touchable.control in view.choices
            assert is_name or not any(label.typeset.has_broken_word for label in labels), (name, touchable.control)


@pytest.mark.parametrize("text_percent", [100, 130, 160])
@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_the_last_seconds_are_counted_by_a_ring_and_a_number_at_every_size(language, panel, text_percent):
    [composition] = [page for name, _, page in pages(language, panel, text_percent) if name == "still-there"]
    [dial] = [element for element in composition.elements if isinstance(element, Countdown)]
    assert len(dial.steps) == 21
    for left, step in enumerate(dial.steps):
        dots = [part for part in step if isinstance(part, Shape)]
        [number] = [part for part in step if isinstance(part, Words)]
        assert sum(dot.rect.width > min(d.rect.width for d in dots) for dot in dots) in (left, 0)
        assert number.typeset.lines == [str(left)]
        assert all(dial.rect.contains(part.rect) for part in step)


@pytest.mark.parametrize(("language", "panel"), EVERYWHERE)
def test_the_reminder_takes_the_place_of_the_top_bar_and_moves_nothing_else(language, panel):
    named = {name: page for name, _, page in pages(language, panel)}
    for name in (name for name in named if name.endswith("-reminded")):
        beneath, reminding = named[name.removesuffix("-reminded")], named[name]
        assert [t.rect for t in reminding.touchables] == [t.rect for t in beneath.touchables]
        added = [element for element in reminding.elements if element not in beneath.elements]
        assert [type(element) for element in added] == [Shape, Words]


def test_a_mirrored_page_has_everything_at_the_same_distance_from_the_other_edge():
    composition = composed(draft_for("fr", "1280x800"), view_model(samples()["confirm-identity"], NAMES))
    for element in composition.elements:
        there = mirrored(element, 1280)
        assert there.rect.x == 1280 - element.rect.right
        assert there.rect.y == element.rect.y
        assert mirrored(there, 1280) == element


def test_nothing_personal_is_shown_by_repr():
    for name, view, composition in pages("fr", "1280x800"):
        text = repr(view) + repr(composition)
        assert "ADRTROIS" not in text.upper(), name
        assert "TOUSSAINT" not in text.upper(), name

from dataclasses import replace

import pytest

from kiosk.flow.events import AppearanceChosen, HelpWanted, LanguageChosen
from kiosk.flow.states import Appearance, TextSize, Welcome
from kiosk.i18n import Catalog, languages
from kiosk.ui.overlays import overlay_view
from kiosk.ui.view_models import CloseOverlay, Icon, Overlay, Rank
from tests.ui.samples import kiosk_in

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


@pytest.mark.parametrize(
    "appearance", [Appearance(), Appearance(TextSize.LARGE, has_high_contrast=True), Appearance(has_low_controls=True)]
)
def test_the_display_can_be_chosen_and_what_is_chosen_is_marked_by_a_sign(appearance):
    choices = overlay_view(Overlay.DISPLAY, replace(kiosk_in(Welcome()), appearance=appearance), NAMES).choices
    offered = {choice.action.appearance for choice in choices if isinstance(choice.action, AppearanceChosen)}
    assert {a.text_size for a in offered} == set(TextSize)
    assert {a.has_high_contrast for a in offered} == {True, False}
    signs = {choice.message_id: choice.icon for choice in choices}
    assert signs[f"display.{appearance.text_size.name.lower()}"] is Icon.CHOSEN
    assert [signs[f"display.{size.name.lower()}"] for size in TextSize].count(Icon.CHOSEN) == 1
    assert {a.has_low_controls for a in offered} == {True, False}
    assert (signs["display.high_contrast"] is Icon.TICKED) == appearance.has_high_contrast
    assert (signs["display.low_controls"] is Icon.TICKED) == appearance.has_low_controls
    assert choices[-1].action == CloseOverlay()


@pytest.mark.parametrize("present", languages())
def test_every_language_is_offered_by_its_own_name_and_the_one_in_use_is_marked_and_closes(present):
    choices = overlay_view(Overlay.LANGUAGE, kiosk_in(Welcome(), present), NAMES).choices
    assert [(choice.index, choice.label) for choice in choices] == [
        (index, own_name) for index, (_, own_name) in enumerate(NAMES)
    ]
    for (code, _), choice in zip(NAMES, choices, strict=True):
        is_present = code == present
        assert choice.icon is (Icon.CHOSEN if is_present else Icon.NOT_CHOSEN)
        assert choice.action == (CloseOverlay() if is_present else LanguageChosen(code))


@pytest.mark.parametrize("overlay", Overlay)
def test_help_is_offered_above_the_screens_own_pages_too(overlay):
    view = overlay_view(overlay, kiosk_in(Welcome()), NAMES)
    assert [control.action for control in (*view.actions, *view.footer) if control.rank is Rank.HELP] == [HelpWanted()]


def test_the_notice_tells_what_why_how_long_and_whom_to_ask():
    view = overlay_view(Overlay.INFORMATION, kiosk_in(Welcome()), NAMES)
    headings = [Catalog.load("fr").text(passage.heading) for passage in view.passages]
    assert headings == ["Ce que nous lisons", "Pourquoi", "Combien de temps", "À qui demander"]


@pytest.mark.parametrize("language", languages())
def test_each_passage_of_the_notice_is_short(language):
    for passage in overlay_view(Overlay.INFORMATION, kiosk_in(Welcome()), NAMES).passages:
        assert len(Catalog.load(language).text(passage.heading).split()) <= 4
        assert len(Catalog.load(language).text(passage.text).split()) <= 17, passage.text

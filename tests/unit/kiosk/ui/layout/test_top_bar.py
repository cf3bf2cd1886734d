from dataclasses import replace

import pytest

from kiosk.i18n import Catalog
from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.composition import compose
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Mark, Picture, Words
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.theme import Metrics
from kiosk.ui.view_models import view_model
from tests.ui.samples import ESTABLISHMENT, PANELS, samples


def signs_of_the_steps(page: str, panel: str, *, is_typed: bool) -> list[str]:
    draft = Draft(Metrics.of(*PANELS[panel]), Catalog.load("fr"), Typesetter(find_fonts()))
    view = view_model(replace(samples()[page], is_typed=is_typed), [("fr", "Français")])
    top = draft.length(180)
    elements = [e for e in compose(draft, view, ESTABLISHMENT, "10:42").elements if e.rect.bottom < top]
    words = ["".join(e.typeset.lines) for e in elements if isinstance(e, Words)]
    checks = ["check" for e in elements if isinstance(e, Picture) and e.drawing is Mark.CHECK]
    return checks + [word for word in words if word in ("1", "2", "3", "–")]


@pytest.mark.parametrize("panel", PANELS)
def test_the_step_of_a_card_that_was_not_there_is_not_shown_as_done(panel):
    assert signs_of_the_steps("type-traits-family-name", panel, is_typed=True) == ["–", "2", "3"]
    assert signs_of_the_steps("asking-by-traits", panel, is_typed=True) == ["–", "2", "3"]
    assert signs_of_the_steps("printing", panel, is_typed=True) == ["check", "–", "3"]
    assert signs_of_the_steps("printing", panel, is_typed=False) == ["check", "check", "3"]

import pytest

from kiosk.i18n import Catalog, languages
from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.composition import compose
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Picture, Words
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.theme import Metrics
from kiosk.ui.view_models import view_model
from tests.ui.samples import ESTABLISHMENT, NUMBER, PANELS, samples

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


def place_of_the_number(language: str, panel: str) -> tuple[int, int]:
    """From the drawn ticket's corner."""
    draft = Draft(Metrics.of(*PANELS[panel]), Catalog.load(language), Typesetter(find_fonts()))
    view = view_model(samples(language)["take-card-and-ticket"], NAMES)
    elements = compose(draft, view, ESTABLISHMENT, "10:42").elements
    [ticket] = [e.rect for e in elements if isinstance(e, Picture) and e.drawing is view.illustration]
    [number] = [e.rect for e in elements if isinstance(e, Words) and e.typeset.lines == [NUMBER]]
    return number.x - ticket.x, number.y - ticket.y


@pytest.mark.parametrize("panel", PANELS)
def test_the_number_stands_on_the_drawn_ticket_whichever_way_the_page_reads(panel):
    assert place_of_the_number("ar", panel) == place_of_the_number("fr", panel)

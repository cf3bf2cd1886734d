import pytest

from kiosk.flow.states import Welcome
from kiosk.i18n import Catalog, languages
from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.composition import Composition, compose
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Words
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.overlays import overlay_view
from kiosk.ui.theme import Metrics
from kiosk.ui.view_models import Overlay, View
from tests.ui.samples import ESTABLISHMENT, PANELS, kiosk_in

TYPESETTER = Typesetter(find_fonts())
NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


def notice(language: str, panel: str, text_percent: int, part: int = 0) -> tuple[View, Composition]:
    draft = Draft(Metrics.of(*PANELS[panel], text_percent), Catalog.load(language), TYPESETTER)
    view = overlay_view(Overlay.INFORMATION, kiosk_in(Welcome(), language), NAMES)
    return view, compose(draft, view, ESTABLISHMENT, "10:42", part)


def headings(language: str, view: View, composition: Composition) -> list[str]:
    shown = [" ".join(e.typeset.lines) for e in composition.elements if isinstance(e, Words)]
    return [passage.heading for passage in view.passages if Catalog.load(language).text(passage.heading) in shown]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", languages())
def test_in_normal_type_the_notice_is_one_page(language, panel):
    view, composition = notice(language, panel, 100)
    assert headings(language, view, composition) == [passage.heading for passage in view.passages]
    assert [t.control.message_id for t in composition.touchables] == ["footer.help", "information.done"]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", languages())
def test_in_very_large_type_the_parts_of_the_notice_come_round_and_leave_nothing_out(language, panel):
    read: list[str] = []
    for part in range(4):
        view, composition = notice(language, panel, 160, part)
        assert composition.is_clean
        found = headings(language, view, composition)
        if found[0] in read:
            break
        read += found
    assert read == [passage.heading for passage in view.passages]

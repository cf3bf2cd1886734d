"""What every page looked like when somebody looked at it last; `--record-screens` records it anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

import pytest
from PIL import Image, ImageFilter

from kiosk.flow.states import Appearance, ConfirmIdentity, Kiosk, ReadingCard, TextSize, Welcome
from kiosk.i18n import Catalog
from kiosk.ui.ambience import Ambience
from kiosk.ui.layout.elements import Touchable
from kiosk.ui.theme import STANDARD
from kiosk.ui.view_models import Listening, Overlay
from tests.ui import reference
from tests.ui.samples import PANELS, TOUSSAINT, kiosk_in, samples

pytestmark = pytest.mark.xdist_group("window")


@dataclass(frozen=True)
class Look:
    panel: str = "1280x800"
    language: str = "fr"
    appearance: Appearance = field(default_factory=Appearance)
    is_dark: bool = False
    every: int = 1
    """Of so many pages one is taken: colors need no more."""

    @property
    def samples(self) -> Mapping[str, Kiosk]:
        return dict(islice(samples(self.language).items(), 0, None, self.every))


LOOKS: Mapping[str, Look] = {
    **{panel: Look(panel) for panel in PANELS},
    "arabic": Look(language="ar"),
    "very-large": Look(appearance=Appearance(TextSize.VERY_LARGE)),
    "contrast": Look(appearance=Appearance(has_high_contrast=True), every=3),
    "dark": Look(is_dark=True, every=3),
}


def pictures(window, look: Look) -> Iterator[tuple[str, Image.Image]]:
    from kivy.clock import Clock

    window.app.set_ambience(Ambience(is_dark=look.is_dark))
    for page, kiosk in look.samples.items():
        with Clock.time.told_alone():  # a countdown goes on
            window.app.show(replace(kiosk, appearance=look.appearance))
            picture = window.picture()
        yield page, picture
    window.app.listen(Listening(has_headset=True))
    for overlay in Overlay:
        window.show(Kiosk(Welcome(), look.language, default_language="fr", appearance=look.appearance))
        window.tap(f"footer.{overlay.value}")
        yield overlay.value, window.picture()
        window.show(kiosk_in(ReadingCard(), look.language))  # closes it


@pytest.mark.parametrize("name", LOOKS)
def test_every_page_looks_as_recorded(x_display, still_clock, name, request):
    from tests.ui.window import open_window, resize_window

    look, findings = LOOKS[name], []
    width, height, dots_per_mm = PANELS[look.panel]
    with open_window(dots_per_mm=dots_per_mm) as window:
        before = window.size
        resize_window(window, width, height)
        for page, picture in pictures(window, look):
            if request.config.getoption("--record-screens"):
                reference.record(f"{name}/{page}", picture)
            elif finding := reference.check(f"{name}/{page}", picture):
                findings.append(finding)
        resize_window(window, *before)
    assert findings == []


def test_no_reference_is_of_a_page_that_is_no_more():
    overlays = [overlay.value for overlay in Overlay]
    assert reference.recorded() == {
        f"{name}/{page}" for name, look in LOOKS.items() for page in (*look.samples, *overlays)
    }


# What the comparison catches, and what it lets pass


@pytest.fixture
def seen(window):
    """Compare the page of the identity with what it was before a mutation."""

    def show():
        window.show(kiosk_in(Welcome()))
        window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
        return reference.shrunk(window.picture())

    before = show()
    return lambda: reference.difference_between(before, show())


def test_the_same_page_is_no_difference(seen):
    assert seen() == reference.Difference(0, 0)


@pytest.mark.parametrize("moved_px", [4, -6])
def test_a_moved_control_is_seen(seen, monkeypatch, moved_px):
    from kiosk.ui.layout import composition

    compose = composition.compose

    def moved(*arguments):
        page = compose(*arguments)
        last = page.touchables[-1]
        parts = [replace(part, rect=replace(part.rect, x=part.rect.x + moved_px)) for part in last.parts]
        elements = [Touchable(last.rect, last.control, parts) if e is last else e for e in page.elements]
        return replace(page, elements=elements)

    monkeypatch.setattr("kiosk.ui.navigator.compose", moved)
    assert seen().is_seen


@pytest.mark.parametrize(("said", "lost"), [("é", "e"), ("t", ""), ("?", "")])
def test_a_lost_letter_or_accent_is_seen(seen, monkeypatch, said, lost):
    text = Catalog.text
    monkeypatch.setattr(Catalog, "text", lambda *arguments, **values: text(*arguments, **values).replace(said, lost, 1))
    assert seen().is_seen


@pytest.mark.parametrize(("role", "color"), [("primary", "#0B6B76"), ("paper", "#F1EEE7"), ("muted", "#7A8A93")])
def test_a_changed_color_is_seen(seen, monkeypatch, role, color):
    monkeypatch.setattr("kiosk.ui.navigator.STANDARD", replace(STANDARD, **{role: color}))
    assert seen().is_seen


def test_edges_drawn_a_little_otherwise_are_let_pass(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    picture = window.picture()
    softer = picture.filter(ImageFilter.GaussianBlur(0.5))
    assert not reference.difference_between(reference.shrunk(picture), reference.shrunk(softer)).is_seen


def test_a_difference_fails_and_is_put_beside_the_reference(window, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", tmp_path / "references")
    monkeypatch.setattr(reference, "DIFFERENCES", tmp_path / "differences")
    window.show(kiosk_in(Welcome()))
    picture = window.picture()
    assert "no reference" in reference.check("standard/welcome", picture)
    reference.record("standard/welcome", picture)
    assert reference.check("standard/welcome", picture) is None
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    assert "standard.welcome.png" in reference.check("standard/welcome", window.picture())
    assert (tmp_path / "differences" / "standard.welcome.png").exists()
    assert "in place of" in reference.check("standard/welcome", picture.crop((0, 0, 800, 480)))

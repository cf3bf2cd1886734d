"""Day and night, and a page that stands for hours."""

from pathlib import Path

import pytest

from kiosk.flow.states import Appearance, ConfirmIdentity, Welcome
from kiosk.ui.ambience import Ambience
from kiosk.ui.theme import DARK, HIGH_CONTRAST, STANDARD
from tests.ui.samples import TOUSSAINT, kiosk_in

pytestmark = pytest.mark.xdist_group("window")


def paper(window):
    return "#{:02X}{:02X}{:02X}".format(*window.picture().getpixel((30, 790)))


def test_at_night_the_dark_palette_is_worn_and_by_day_the_standard_one(window):
    window.show(kiosk_in(Welcome()))
    by_day = window.picture()
    window.app.set_ambience(Ambience(is_dark=True))
    assert paper(window) == DARK.paper
    window.app.set_ambience(Ambience())
    assert (paper(window), window.picture()) == (STANDARD.paper, by_day)


def test_high_contrast_chosen_by_the_patient_goes_before_the_night(window):
    kiosk = kiosk_in(ConfirmIdentity(TOUSSAINT))
    window.app.set_ambience(Ambience(is_dark=True))
    window.show(kiosk)
    assert paper(window) == DARK.paper
    window.app.show(kiosk.__class__(**{**vars(kiosk), "appearance": Appearance(has_high_contrast=True)}))
    assert paper(window) == HIGH_CONTRAST.paper


def test_a_dimmed_page_gives_that_share_of_its_light_and_still_takes_touches(window):
    window.show(kiosk_in(Welcome()))
    bright = window.picture()
    window.app.set_ambience(Ambience(brightness=0.6))
    for at in ((30, 790), (300, 400), (900, 300)):
        dimmed = window.picture().getpixel(at)
        assert dimmed == pytest.approx([0.6 * light for light in bright.getpixel(at)], abs=1.5)
    window.tap("welcome.no_card")
    assert len(window.posted) == 1
    window.app.set_ambience(Ambience())
    assert window.picture() == bright


def test_the_veil_follows_the_size_of_the_window(window):
    from kivy.core.window import Window

    window.show(kiosk_in(Welcome()))
    window.app.set_ambience(Ambience(brightness=0.5))
    before = Window.size
    Window.size = (1400, 900)
    window.until(lambda: window.app.screen().width_px == 1400)
    corner = window.picture().getpixel((1395, 895))
    Window.size = before
    window.until(lambda: window.app.screen().width_px == before[0])
    assert max(corner) < 0.55 * 255


def test_a_backlight_is_set_in_place_of_the_veil(window, tmp_path: Path):
    from kivy.graphics import Canvas

    from kiosk.ui.dimmer import Dimmer

    panel = tmp_path / "panel"
    panel.mkdir()
    (panel / "max_brightness").write_text("31\n")
    (panel / "brightness").write_text("31\n")
    veil = Canvas()
    dimmer = Dimmer(veil, tmp_path)
    dimmer.set_brightness(0.5)
    assert ((panel / "brightness").read_text(), len(veil.children)) == ("16", 0)
    dimmer.set_brightness(0.001)
    assert (panel / "brightness").read_text() == "1"
    (panel / "max_brightness").unlink()
    dimmer.set_brightness(0.5)
    assert len(veil.children) > 0


def test_a_page_that_stays_moves_by_few_pixels_every_few_minutes_and_comes_back(window):
    window.show(kiosk_in(Welcome()))
    first = window.picture()
    inner = (10, 10, 1270, 790)
    shifts = set()
    for _ in range(9):
        window.pass_time(181)
        window.frames(2)
        picture = window.picture()
        [shift] = [
            (right, up)
            for right in (-2, 0, 2)
            for up in (-2, 0, 2)
            if picture.crop(inner) == first.crop((10 - right, 10 + up, 1270 - right, 790 + up))
        ]
        shifts.add(shift)
    assert len(shifts) == 9
    assert picture == first
    assert window.posted == []


def test_a_page_in_use_stays_where_it_is(window):
    window.show(kiosk_in(Welcome()))
    page = window.app.root.children[0]
    window.pass_time(170)
    assert window.app.root.children[0] is page
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    page = window.app.root.children[0]
    window.pass_time(30)
    assert window.app.root.children[0] is page

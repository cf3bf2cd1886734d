import re
from importlib.resources import files

import pytest

from kiosk.ui.drawing import Layer, render, render_round_corners
from kiosk.ui.layout.elements import Mark, Motion
from kiosk.ui.layout.stage import motion_of
from kiosk.ui.theme import DARK, HIGH_CONTRAST, STANDARD, Role
from kiosk.ui.view_models import Icon, Illustration

DRAWINGS = [sign.value for signs in (Illustration, Icon, Mark) for sign in signs]


def test_every_drawing_is_used():
    sources = {file.name.removesuffix(".svg") for file in files("kiosk.ui").joinpath("assets").iterdir()}
    assert sources == set(DRAWINGS)


@pytest.mark.parametrize("palette", [STANDARD, HIGH_CONTRAST, DARK], ids=["standard", "high-contrast", "dark"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_renders_in_every_palette(name, palette):
    image = render(name, 64, palette)
    assert (image.mode, image.size) == ("RGBA", (64, 64))
    assert image.getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_name_no_color_but_those_of_the_standard_palette(name):
    source = files("kiosk.ui").joinpath("assets", f"{name}.svg").read_text("utf-8")
    colors = {STANDARD.color(role) for role in Role}
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', source)) - {"none"}
    assert used <= colors


def test_a_standard_color_turns_into_the_one_of_the_same_role():
    def color_at_the_middle(palette):
        return "#{:02X}{:02X}{:02X}".format(*render("icon_person", 40, palette).getpixel((20, 35))[:3])

    assert color_at_the_middle(STANDARD) == STANDARD.primary
    assert color_at_the_middle(HIGH_CONTRAST) == HIGH_CONTRAST.primary


@pytest.mark.parametrize("illustration", Illustration)
def test_what_moves_and_what_stays_make_up_the_whole(illustration):
    if motion_of(illustration) is Motion.NONE:
        return
    still, moving, whole = (
        render(illustration.value, 110, STANDARD, layer) for layer in (Layer.STILL, Layer.MOVING, Layer.WHOLE)
    )
    assert still.getbbox() is not None
    assert moving.getbbox() is not None
    assert still.tobytes() != whole.tobytes() != moving.tobytes()


def test_round_corners_are_clear_outside_and_filled_inside():
    image = render_round_corners(20, "#FFFFFF", "#00606B", 4)
    assert image.size == (42, 42)
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((21, 21)) == (255, 255, 255, 255)
    assert image.getpixel((21, 1)) == (0, 0x60, 0x6B, 255)

"""The kiosk's own drawings: SVG sources in the standard colors, rendered at any size in any palette."""

import copy
import io
import re
from enum import Enum
from functools import cache
from importlib.resources import files

import cairosvg
from lxml import etree
from PIL import Image

from kiosk.ui.theme import STANDARD, Palette, Role

_MOVING = "moving"
"""The id of the part of a drawing that can move."""

_DRAWN_ROLES = (
    Role.PAPER,
    Role.INK,
    Role.MUTED,
    Role.PRIMARY,
    Role.MIST,
    Role.LINE,
    Role.SUN,
    Role.ON_SUN,
    Role.LEAF,
    Role.SURFACE,
)
"""A standard color in a source stands for its role; these have each a color of their own."""


class Layer(Enum):
    WHOLE = "whole"
    STILL = "still"
    MOVING = "moving"


def render(name: str, side: int, palette: Palette, layer: Layer = Layer.WHOLE, ink: Role = Role.INK) -> Image.Image:
    """Draw `assets/<name>.svg` as a square of `side` pixels, "RGBA"; what is ink in the source takes `ink`'s color."""
    return _pixels(_recolored(_layer_source(name, layer), palette, ink), side)


def render_round_corners(radius: int, fill: str, outline: str | None, rule: int) -> Image.Image:
    """Draw the smallest square with corners of that radius, to be stretched between them; "RGBA"."""
    side = 2 * radius + 2
    inset = rule / 2 if outline else 0
    return _pixels(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect x="{inset}" y="{inset}" width="{side - 2 * inset}" height="{side - 2 * inset}" '
        f'rx="{radius - inset}" fill="{fill}" stroke="{outline or "none"}" stroke-width="{rule}"/></svg>',
        side,
    )


def _pixels(source: str, side: int) -> Image.Image:
    png = cairosvg.svg2png(bytestring=source.encode(), output_width=side, output_height=side)
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGBA")


def _recolored(source: str, palette: Palette, ink: Role) -> str:
    colors = {STANDARD.color(role): palette.color(role) for role in _DRAWN_ROLES}
    colors[STANDARD.ink] = palette.color(ink)
    return re.sub(r"#[0-9A-F]{6}", lambda match: colors[match.group()], source)


@cache
def _layer_source(name: str, layer: Layer) -> str:
    source = files("kiosk.ui").joinpath("assets", f"{name}.svg").read_text("utf-8")
    if layer is Layer.WHOLE:
        return source
    drawing = etree.fromstring(source.encode())
    [moving] = drawing.xpath("//*[@id=$id]", id=_MOVING)
    if layer is Layer.MOVING:
        moving = copy.deepcopy(moving)
        # What clips it stays where it is while the part moves, so the screen does the clipping.
        moving.attrib.pop("clip-path", None)
        drawing[:] = [moving]
    else:
        moving.getparent().remove(moving)
    return etree.tostring(drawing, encoding="unicode")

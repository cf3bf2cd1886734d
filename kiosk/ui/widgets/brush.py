"""Puts the still parts of a page on a Kivy canvas."""

from collections.abc import Sequence
from typing import assert_never

from kivy.graphics import BorderImage, Canvas, Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture
from kivy.utils import get_color_from_hex

from kiosk.ui.drawing import Layer, render, render_round_corners
from kiosk.ui.layout.elements import Picture, Shape, Still, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Typesetter
from kiosk.ui.theme import Palette, Role
from kiosk.ui.widgets.texture import texture_of


class Brush:
    """Paints in one palette on a window of one height; keeps the drawings, never a text."""

    def __init__(self, typesetter: Typesetter, palette: Palette, window_height: int) -> None:
        self._typesetter = typesetter
        self._palette = palette
        self._window_height = window_height
        self._drawings: dict[tuple[str, int, Layer, Role], Texture] = {}
        self._corners: dict[tuple[int, Role, Role | None, int], Texture] = {}

        self.shift = (0, 0)
        """By how many pixels all is painted to the right and upward."""

    def is_for(self, palette: Palette, window_height: int) -> bool:
        return (self._palette, self._window_height) == (palette, window_height)

    def paint(self, canvas: Canvas | InstructionGroup, parts: Sequence[Still]) -> None:
        for part in parts:
            match part:
                case Shape():
                    canvas.add(Color(1, 1, 1))
                    canvas.add(self.rounded(part))
                case Words():
                    canvas.add(self.color(part.ink))
                    mask = self._typesetter.raster(part.typeset, part.rect.width, part.align)
                    box = part.rect.inset(-part.typeset.bleed)
                    canvas.add(Rectangle(texture=texture_of(mask), **self.place(box)))
                case Picture():
                    canvas.add(Color(1, 1, 1))
                    texture = self.drawing(part.drawing.value, part.rect.width, Layer.WHOLE, part.ink)
                    canvas.add(Rectangle(texture=texture, **self.place(part.rect)))
                case _:
                    assert_never(part)

    def rounded(self, shape: Shape) -> BorderImage:
        key = (shape.radius, shape.fill, shape.outline, shape.rule)
        if key not in self._corners:
            outline = None if shape.outline is None else self._palette.color(shape.outline)
            corners = render_round_corners(shape.radius, self._palette.color(shape.fill), outline, shape.rule)
            self._corners[key] = texture_of(corners)
        return BorderImage(texture=self._corners[key], border=[shape.radius] * 4, **self.place(shape.rect))

    def drawing(self, name: str, side: int, layer: Layer, ink: Role = Role.INK) -> Texture:
        key = (name, side, layer, ink)
        if key not in self._drawings:
            picture = render(name, side, self._palette, layer, ink)
            self._drawings[key] = texture_of(picture, turns=layer is Layer.MOVING)
        return self._drawings[key]

    def color(self, role: Role) -> Color:
        return Color(*get_color_from_hex(self._palette.color(role)))

    def place(self, rect: Rect) -> dict[str, tuple[int, int]]:
        """Turn a rectangle into Kivy's pos and size; Kivy counts from the bottom."""
        right, up = self.shift
        return {
            "pos": (rect.x + right, self._window_height - rect.bottom + up),
            "size": (rect.width, rect.height),
        }

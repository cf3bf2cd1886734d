"""Puts the still parts of a composition on a Kivy canvas."""

from collections.abc import Sequence
from typing import assert_never

from kivy.graphics import Color, InstructionGroup, Rectangle, SmoothRoundedRectangle
from kivy.graphics.texture import Texture

from kiosk.ui.composition import Picture, Shape, Words
from kiosk.ui.drawing import Layer, render
from kiosk.ui.geometry import Rect
from kiosk.ui.theme import Palette, Role
from kiosk.ui.typesetting import Typesetter
from kiosk.ui.widgets.texture import texture_of


class Brush:
    """Paints in one palette on a window of one height; keeps the drawings, never a text."""

    def __init__(self, typesetter: Typesetter, palette: Palette, window_height: int) -> None:
        self._typesetter = typesetter
        self._palette = palette
        self._window_height = window_height
        self._drawings: dict[tuple[str, int, Layer], Texture] = {}

    def paint(self, parts: Sequence[Shape | Words | Picture]) -> InstructionGroup:
        group = InstructionGroup()
        for part in parts:
            match part:
                case Shape():
                    self._paint_shape(group, part)
                case Words():
                    self._paint_words(group, part)
                case Picture():
                    group.add(Color(1, 1, 1))
                    texture = self.drawing(part.drawing.value, part.rect.width, Layer.WHOLE)
                    group.add(Rectangle(texture=texture, **self.place(part.rect)))
                case _:
                    assert_never(part)
        return group

    def drawing(self, name: str, side: int, layer: Layer) -> Texture:
        key = (name, side, layer)
        if key not in self._drawings:
            self._drawings[key] = texture_of(render(name, side, self._palette, layer))
        return self._drawings[key]

    def color(self, role: Role) -> Color:
        digits = self._palette.color(role).removeprefix("#")
        return Color(*(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)))

    def place(self, rect: Rect) -> dict[str, tuple[int, int]]:
        """Turn a rectangle into Kivy's pos and size; Kivy counts from the bottom."""
        return {"pos": (rect.x, self._window_height - rect.bottom), "size": (rect.width, rect.height)}

    def _paint_shape(self, group: InstructionGroup, shape: Shape) -> None:
        rect, radius = shape.rect, shape.radius
        if shape.outline is not None:
            group.add(self.color(shape.outline))
            group.add(SmoothRoundedRectangle(radius=[radius], **self.place(rect)))
            rect, radius = rect.inset(shape.rule), max(1, radius - shape.rule)
        group.add(self.color(shape.fill))
        group.add(SmoothRoundedRectangle(radius=[radius], **self.place(rect)))

    def _paint_words(self, group: InstructionGroup, words: Words) -> None:
        mask = self._typesetter.raster(words.typeset, words.rect.width, words.align)
        group.add(self.color(words.ink))
        group.add(Rectangle(texture=texture_of(mask), **self.place(words.rect.inset(-words.typeset.bleed))))

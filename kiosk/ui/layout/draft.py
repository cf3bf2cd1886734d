from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.i18n import Catalog
from kiosk.ui.layout.elements import Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, Typeset, Typesetter, TypeStyle
from kiosk.ui.theme import Metrics, Role

SHRINKING = (1.0, 0.92, 0.85, 0.78, 0.7, 0.6, 0.5, 0.42)
"""How a text shrinks, down to the smallest type, where a long name or a large text size leaves no other way."""


@dataclass(frozen=True)
class Draft:
    """What every part of a page is set with: the window's lengths, the language, the typefaces."""

    metrics: Metrics
    catalog: Catalog
    typesetter: Typesetter
    _typesets: dict[tuple[str, TypeStyle, int, int | None], Typeset] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was set before: of a page that is typed on, all but a few words stay. It goes when the page goes."""

    @property
    def margin(self) -> int:
        return self.length(56)

    @property
    def content_width(self) -> int:
        return self.metrics.width - 2 * self.margin

    def length(self, reference_px: float) -> int:
        return self.metrics.length(reference_px)

    def text(self, message_id: str, **values: str | int) -> str:
        return self.catalog.text(message_id, **values)

    def set(self, text: str, style: TypeStyle, factor: float = 1.0, width: int | None = None) -> Typeset:
        """Set a text in the patient's size; in as many lines as the width asks for, if one is given.

        A factor below 1 shrinks it, but not below the smallest type.
        """
        whole_px = style.size * self.metrics.type
        size_px = max(whole_px * factor, min(whole_px, self.metrics.smallest_type_px))
        key = text, style, round(size_px), width
        if key not in self._typesets:
            self._typesets[key] = self.typesetter.set(text, style, size_px, width)
        return self._typesets[key]

    def set_within(self, texts: Sequence[str], style: TypeStyle, width: int, height: int) -> Sequence[Typeset]:
        """Set each text on one line if it fits, else on several; all of them smaller, and alike, where one needs it."""
        typesets: list[Typeset] = []
        for factor in SHRINKING:
            typesets = [self.set(text, style, factor, max(1, width)) for text in texts]
            if all(typeset.height <= height and not typeset.has_broken_word for typeset in typesets):
                break
        return typesets

    def words(self, typeset: Typeset, x: int, middle: int, ink: Role) -> Words:
        """Place a text by its left edge and its vertical middle."""
        return Words(Rect(x, middle - typeset.height // 2, typeset.width, typeset.height), typeset, ink)

    def centered(self, typeset: Typeset, box: Rect, ink: Role) -> Words:
        y = box.y + (box.height - typeset.height) // 2
        return Words(Rect(box.x, y, box.width, typeset.height), typeset, ink, Align.CENTER)

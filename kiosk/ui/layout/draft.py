from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from kiosk.i18n import Catalog
from kiosk.ui.layout.advances import Advances
from kiosk.ui.layout.elements import Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, Typeset, Typesetter, TypeStyle
from kiosk.ui.theme import SMALLEST_TYPE, Metrics, Role

SHRINKING = (1.0, 0.92, 0.85, 0.78, 0.7, 0.6, 0.5, 0.42)
"""How a text shrinks, down to the smallest type, where a long name or a large text size leaves no other way."""

_MARGIN, _MARGIN_BESIDE_LARGEST_TYPE = 56, 32

_LARGEST_PITCH_EM = 1.22
"""Of the largest type, whose lines are short: close lines leave room for one more."""

_LOWER_PART = 0.5
"""Of the panel: where all controls are for whoever asks for them lower down."""


@dataclass(frozen=True)
class Draft:
    """What every part of a page is set with: the window's lengths, the language, the typefaces."""

    metrics: Metrics
    catalog: Catalog
    typesetter: Typesetter
    has_low_controls: bool = False
    """Whether the patient wants every control in the lower part of the panel."""
    _typesets: dict[tuple[str, TypeStyle, int, int | None], Typeset] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What was set before: of a page that is typed on, all but a few words stay. It goes when the page goes."""
    _advances: Advances = field(default_factory=Advances, repr=False, compare=False)

    def for_controls(self, room: Rect) -> Rect:
        """Give the part of a room where controls may stand."""
        top = max(room.y, ceil(self.metrics.height * _LOWER_PART)) if self.has_low_controls else room.y
        return replace(room, y=top, height=room.bottom - top)

    @property
    def margin(self) -> int:
        return self.length(_MARGIN_BESIDE_LARGEST_TYPE if self.metrics.is_largest else _MARGIN)

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
        key = text, self._pitched(style), self.size_px(style, factor), width
        if key not in self._typesets:
            self._typesets[key] = self.typesetter.set(*key, self._advances)
        return self._typesets[key]

    def _pitched(self, style: TypeStyle) -> TypeStyle:
        if not self.metrics.is_largest:
            return style
        return replace(style, pitch_em=min(style.pitch_em, _LARGEST_PITCH_EM))

    def size_px(self, style: TypeStyle, factor: float = 1.0) -> int:
        if style.is_enlarged:
            size_px = max(style.size * self.metrics.type * factor, self.metrics.smallest_type_px)
        else:
            size_px = max(style.size * factor, min(style.size, SMALLEST_TYPE)) * self.metrics.normal_type
        return ceil(size_px) if self.metrics.is_largest else round(size_px)

    def shrinking(self, style: TypeStyle) -> Sequence[float]:
        """Give the factors by which a style shrinks; several end at the smallest type, which is tried once."""
        factors: dict[int, float] = {}
        for factor in SHRINKING:
            factors.setdefault(self.size_px(style, factor), factor)
        return list(factors.values())

    def set_within(self, texts: Sequence[str], style: TypeStyle, width: int, height: int) -> Sequence[Typeset]:
        """Set each text on one line if it fits, else on several; all of them smaller, and alike, where one needs it."""
        *factors, smallest = self.shrinking(style)
        for factor in factors:
            if self._fit(texts, style, factor, width, height):
                break
        else:
            factor = smallest
        return [self.set(text, style, factor, max(1, width)) for text in texts]

    def fits(self, texts: Sequence[str], style: TypeStyle, width: int, height: int) -> bool:
        """Tell whether each text has room, all its words whole, at the smallest size at least."""
        return self._fit(texts, style, self.shrinking(style)[-1], width, height)

    def _fit(self, texts: Sequence[str], style: TypeStyle, factor: float, width: int, height: int) -> bool:
        pitched, size_px = self._pitched(style), self.size_px(style, factor)
        heights = (
            self.typesetter.unbroken_height(text, pitched, size_px, max(1, width), self._advances) for text in texts
        )
        return all(one is not None and one <= height for one in heights)

    def set_part(
        self, part: Callable[[int], str], most_letters: int, style: TypeStyle, width: int, height: int
    ) -> Typeset:
        """Set, at the smallest size, the part of a text with the most letters that has room; `part` gives it."""
        smallest = self.shrinking(style)[-1]

        def part_set(letters: int) -> Typeset:
            return self.set(part(letters), style, smallest, max(1, width))

        letters = bisect_right(range(1, most_letters + 1), height, key=lambda letters: part_set(letters).height)
        return part_set(letters)

    def words(self, typeset: Typeset, x: int, middle: int, ink: Role) -> Words:
        """Place a text by its left edge and its vertical middle."""
        return Words(Rect(x, middle - typeset.height // 2, typeset.width, typeset.height), typeset, ink)

    def centered(self, typeset: Typeset, box: Rect, ink: Role) -> Words:
        y = box.y + (box.height - typeset.height) // 2
        return Words(Rect(box.x, y, box.width, typeset.height), typeset, ink, Align.CENTER)

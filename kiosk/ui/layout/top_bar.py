"""Where the patient is: the establishment, the three steps, the time."""

from dataclasses import dataclass, replace

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Mark, Picture, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Typeset, TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Step, View

_BAR = TypeStyle(28, pitch_em=1.2, is_enlarged=False)
_STEP = TypeStyle(26, is_enlarged=False)
_STEP_NOW = TypeStyle(26, bold=True, is_enlarged=False)
_DIGIT = TypeStyle(26, bold=True, pitch_em=1.0, is_enlarged=False)
_CIRCLE = 44
_MOST_FOR_STEPS = 0.62
"""Of the width beside the clock; the rest is the establishment's."""


@dataclass(frozen=True)
class _Lines:
    """Where the bar's lines stand and end."""

    middle: int
    bottom: int
    second_middle: int
    second_bottom: int


_LINES = _Lines(46, 104, 128, 172)
_LINES_ABOVE_LARGEST_TYPE = _Lines(36, 72, 96, 132)
"""Nobody needs the bar to get on, so it leaves its room to what must be read."""


def _lines(draft: Draft) -> _Lines:
    return _LINES_ABOVE_LARGEST_TYPE if draft.metrics.is_largest else _LINES


def clock(draft: Draft, time: str) -> Words:
    typeset = draft.set(time, _BAR)
    x = draft.metrics.width - draft.margin - typeset.width
    return draft.words(typeset, x, draft.length(_lines(draft).middle), Role.INK)


def top_bar(draft: Draft, establishment_name: str, view: View, clock_x: int) -> tuple[list[Element], int]:
    """Place all but the clock; in portrait the steps have a line of their own. Give the bottom edge too."""
    room = Rect(draft.margin, 0, clock_x - draft.length(28) - draft.margin, draft.length(2 * _lines(draft).middle))
    if view.step is None:
        return [_name(draft, establishment_name, room)], draft.length(_lines(draft).bottom)
    if draft.metrics.portrait:
        steps = _Steps(draft, view.step, draft.content_width, is_typed=view.is_typed)
        signs = steps.place(draft.margin, draft.length(_lines(draft).second_middle))
        return [_name(draft, establishment_name, room), *signs], draft.length(_lines(draft).second_bottom)
    steps = _Steps(draft, view.step, round(room.width * _MOST_FOR_STEPS), is_typed=view.is_typed)
    name = _name(draft, establishment_name, replace(room, width=room.width - steps.width - draft.length(28)))
    between = (name.rect.right + clock_x - steps.width) // 2
    return [name, *steps.place(between, draft.length(_lines(draft).middle))], draft.length(_lines(draft).bottom)


def _name(draft: Draft, establishment_name: str, room: Rect) -> Words:
    [typeset] = draft.set_within([establishment_name], _BAR, room.width, room.height - draft.length(8))
    return draft.words(typeset, room.x, draft.length(_lines(draft).middle), Role.INK)


class _Steps:
    """Done, passed over, now, to come: told by shape and word, not by color alone.

    Where room is short, only "now" has its word.
    """

    def __init__(self, draft: Draft, now: Step, room: int, *, is_typed: bool) -> None:
        self._draft = draft
        self._now = now
        self._passed_over = Step.CARD if is_typed else None
        self._side = round(_CIRCLE * draft.metrics.normal_type)
        self._to_text = draft.length(12)
        self._to_next = draft.length(36)
        self._texts: dict[Step, Typeset | None] = {
            step: draft.set(draft.text(step.value), _STEP_NOW if step is now else _STEP) for step in Step
        }
        if self.width > room:
            self._to_next = draft.length(16)
            self._texts = {step: text if step is now else None for step, text in self._texts.items()}

    @property
    def width(self) -> int:
        words = sum(self._to_text + text.width for text in self._texts.values() if text is not None)
        return len(Step) * self._side + words + (len(Step) - 1) * self._to_next

    def place(self, x: int, middle: int) -> list[Element]:
        elements: list[Element] = []
        ahead = -list(Step).index(self._now)
        for step, text in self._texts.items():
            elements += self._sign(Rect(x, middle - self._side // 2, self._side, self._side), step, ahead)
            x += self._side
            if text is not None:
                ink = Role.INK if step is self._now else Role.MUTED
                elements.append(self._draft.words(text, x + self._to_text, middle, ink))
                x += self._to_text + text.width
            x += self._to_next
            ahead += 1
        return elements

    def _sign(self, circle: Rect, step: Step, ahead: int) -> list[Element]:
        radius = self._side // 2
        if ahead < 0 and step is not self._passed_over:
            return [Shape(circle, Role.LEAF, radius), Picture(circle.inset(self._side // 4), Mark.CHECK)]
        sign = "–" if ahead < 0 else str(list(Step).index(step) + 1)
        typeset = self._draft.set(sign, _DIGIT)
        if ahead == 0:
            return [Shape(circle, Role.PRIMARY, radius), self._draft.centered(typeset, circle, Role.ON_PRIMARY)]
        ring = Shape(circle, Role.PAPER, radius, Role.EDGE, self._draft.length(3))
        return [ring, self._draft.centered(typeset, circle, Role.MUTED)]

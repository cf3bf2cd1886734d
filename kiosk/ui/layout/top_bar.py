"""Where the patient is: the establishment, the three steps, the time."""

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Mark, Picture, Shape, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Step

_BAR = TypeStyle(28, pitch_em=1.2)
_STEP = TypeStyle(26)
_STEP_NOW = TypeStyle(26, bold=True)
_DIGIT = TypeStyle(24, bold=True)
_MIDDLE = 46
_BOTTOM = 104
_SECOND_MIDDLE = 128
_SECOND_BOTTOM = 172
_CIRCLE = 44


def clock(draft: Draft, time: str) -> Words:
    typeset = draft.set(time, _BAR)
    x = draft.metrics.width - draft.margin - typeset.width
    return draft.words(typeset, x, draft.length(_MIDDLE), Role.INK)


def top_bar(draft: Draft, establishment_name: str, now: Step | None, clock_x: int) -> tuple[list[Element], int]:
    """Place all but the clock; in portrait the steps have a line of their own. Give the bottom edge too."""
    gap = draft.length(28)
    room = clock_x - draft.margin - gap
    steps = None if now is None else _Steps(draft, now)
    is_shared = steps is not None and not draft.metrics.portrait
    name_width = room - gap - steps.width if steps is not None and is_shared else room
    name = draft.set_within(establishment_name, _BAR, name_width, draft.length(76))
    elements: list[Element] = [draft.words(name, draft.margin, draft.length(_MIDDLE), Role.INK)]
    if steps is None:
        return elements, draft.length(_BOTTOM)
    if not is_shared:
        return [*elements, *steps.place(draft.margin, draft.length(_SECOND_MIDDLE))], draft.length(_SECOND_BOTTOM)
    between = (draft.margin + name.width + clock_x - steps.width) // 2
    return [*elements, *steps.place(between, draft.length(_MIDDLE))], draft.length(_BOTTOM)


class _Steps:
    """Done, now, to come: told by shape and word, not by color alone."""

    def __init__(self, draft: Draft, now: Step) -> None:
        self._draft = draft
        self._now = now
        self._texts = {step: draft.set(draft.text(step.value), _STEP_NOW if step is now else _STEP) for step in Step}
        self._side = draft.metrics.type_size(_CIRCLE)
        self._to_text = draft.length(12)
        self._to_next = draft.length(36)
        self.width = (
            sum(self._side + self._to_text + text.width for text in self._texts.values())
            + (len(Step) - 1) * self._to_next
        )

    def place(self, x: int, middle: int) -> list[Element]:
        elements: list[Element] = []
        steps = list(Step)
        for position, (step, text) in enumerate(self._texts.items()):
            circle = Rect(x, middle - self._side // 2, self._side, self._side)
            elements += self._sign(circle, position, position - steps.index(self._now))
            x += self._side + self._to_text
            elements.append(self._draft.words(text, x, middle, Role.INK if step is self._now else Role.MUTED))
            x += text.width + self._to_next
        return elements

    def _sign(self, circle: Rect, position: int, ahead: int) -> list[Element]:
        radius = self._side // 2
        if ahead < 0:
            return [Shape(circle, Role.LEAF, radius), Picture(circle.inset(self._side // 4), Mark.CHECK)]
        digit = self._draft.set(str(position + 1), _DIGIT)
        if ahead == 0:
            return [Shape(circle, Role.PRIMARY, radius), self._draft.centered(digit, circle, Role.ON_PRIMARY)]
        ring = Shape(circle, Role.PAPER, radius, Role.LINE, self._draft.length(3))
        return [ring, self._draft.centered(digit, circle, Role.MUTED)]

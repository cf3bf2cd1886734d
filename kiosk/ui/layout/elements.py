"""What a page is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias, assert_never

from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Align, Typeset
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Icon, Illustration


class Motion(Enum):
    """What moves in a picture, and only where it explains."""

    NONE = "none"
    SLIDE = "slide"
    """The card goes toward the slot."""
    TURN = "turn"
    """The ring turns while the patient waits."""


class Mark(Enum):
    """Signs that are no control's icon; each value is a file of `assets/`."""

    CHECK = "icon_check"
    NOTICE = "icon_notice"


@dataclass(frozen=True)
class Shape:
    """A rounded rectangle, with a rule inside its edge if it has an outline."""

    rect: Rect
    fill: Role
    radius: int
    outline: Role | None = None
    rule: int = 0


@dataclass(frozen=True)
class Words:
    rect: Rect
    typeset: Typeset
    ink: Role
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Picture:
    """A square drawing."""

    rect: Rect
    drawing: Illustration | Icon | Mark
    motion: Motion = Motion.NONE
    ink: Role = Role.INK
    """What its lines are drawn in."""


Still: TypeAlias = Shape | Words | Picture


@dataclass(frozen=True)
class Touchable:
    rect: Rect
    control: Control
    parts: Sequence[Still]


@dataclass(frozen=True)
class Countdown:
    """What is shown with 0, 1, 2, … seconds left."""

    rect: Rect
    steps: Sequence[Sequence[Still]]


Element: TypeAlias = Still | Touchable | Countdown


def mirrored(element: Element, window_width: int) -> Element:
    """Give the same element on a page that reads from right to left; the texts keep their own direction."""
    if isinstance(element, Touchable):
        parts = [mirrored_still(part, window_width) for part in element.parts]
        return replace(element, rect=element.rect.mirrored(window_width), parts=parts)
    if isinstance(element, Countdown):
        steps = [[mirrored_still(part, window_width) for part in step] for step in element.steps]
        return Countdown(element.rect.mirrored(window_width), steps)
    return mirrored_still(element, window_width)


def mirrored_still(still: Still, window_width: int) -> Still:
    rect = still.rect.mirrored(window_width)
    match still:
        case Words():
            return replace(still, rect=rect, align=still.align.mirrored())
        case Shape() | Picture():
            return replace(still, rect=rect)
        case _:
            assert_never(still)

"""The controls' looks, by rank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Picture, Shape, Still, Touchable, Words
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import Typeset, TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Icon, Rank


@dataclass(frozen=True)
class _Look:
    """Lengths at the reference of 1280 x 800."""

    style: TypeStyle
    height: int
    padding: int
    radius: int
    fill: Role
    ink: Role
    outline: Role | None = None
    rule: int = 0
    icon_side: int = 38
    is_centered: bool = True


_LOOKS = {
    Rank.PRIMARY: _Look(TypeStyle(36, bold=True, pitch_em=1.2), 104, 44, 28, Role.PRIMARY, Role.ON_PRIMARY),
    Rank.SECONDARY: _Look(TypeStyle(36, bold=True, pitch_em=1.2), 104, 44, 28, Role.PAPER, Role.INK, Role.PRIMARY, 4),
    Rank.TILE: _Look(
        TypeStyle(40, bold=True, pitch_em=1.15),
        130,
        32,
        32,
        Role.SURFACE,
        Role.INK,
        Role.EDGE,
        3,
        70,
        is_centered=False,
    ),
    Rank.KEY: _Look(TypeStyle(40, bold=True, pitch_em=1.1), 96, 24, 20, Role.SURFACE, Role.INK, Role.EDGE, 2),
    Rank.FOOTER: _Look(TypeStyle(28, pitch_em=1.2), 90, 30, 26, Role.SURFACE, Role.INK, Role.EDGE, 3),
    Rank.HELP: _Look(TypeStyle(28, bold=True, pitch_em=1.2), 90, 30, 26, Role.SUN, Role.ON_SUN, Role.EDGE, 3),
}

_TURNED = {Icon.BACK: Icon.ONWARD, Icon.ONWARD: Icon.BACK}
_LEAST_PADDING = 14
_PICTOGRAM = 0.56
"""Side of a pictogram that stands alone, in heights of its control."""
_TIGHTEST_TILE = 104
"""Height of a list's tiles where many must be seen at once."""


def label_of(draft: Draft, control: Control) -> str:
    if control.label is None:
        return draft.text(control.message_id)
    return control.label if control.born is None else f"{control.label}, {draft.catalog.date(control.born.as_written)}"


def natural_width(draft: Draft, control: Control, *, is_tight: bool = False) -> int:
    """Give the width that holds the label on one line."""
    look = _LOOKS[control.rank]
    text = draft.set(label_of(draft, control), look.style)
    padding = draft.length(_LEAST_PADDING if is_tight else look.padding)
    return max(text.width + 2 * padding + _icon_room(draft, control), draft.metrics.smallest_target)


def natural_height(draft: Draft, rank: Rank, *, is_tight: bool = False, lines: int = 1) -> int:
    look = _LOOKS[rank]
    text_height = lines * round(draft.size_px(look.style) * look.style.pitch_em)
    height = _TIGHTEST_TILE if is_tight else look.height
    return max(draft.length(height), text_height + draft.length(28), draft.metrics.smallest_target)


def button(draft: Draft, control: Control, rect: Rect) -> Touchable:
    """Draw a control into its rectangle; the label breaks or shrinks where it must."""
    [touchable] = buttons(draft, [(control, rect)])
    return touchable


def buttons(draft: Draft, placed: Sequence[tuple[Control, Rect]]) -> Sequence[Touchable]:
    """Draw controls of one rank and size; where one label must shrink, all do."""
    control, rect = placed[0]
    width, height = _room_for_label(draft, control, rect.width, rect.height)
    labels = [label_of(draft, control) for control, _ in placed]
    style = _LOOKS[control.rank].style
    texts = [
        text if text.height <= max(height, text.pitch_px) else _cut(draft, label, style, width, height)
        for label, text in zip(labels, draft.set_within(labels, style, width, height), strict=True)
    ]
    return [_drawn(draft, control, rect, text) for (control, rect), text in zip(placed, texts, strict=True)]


def are_legible_within(draft: Draft, controls: Sequence[Control], width: int, height: int) -> bool:
    """Tell, without drawing them, whether the labels of controls of one rank and size are legible."""
    room = _room_for_label(draft, controls[0], width, height)
    return draft.fits([label_of(draft, control) for control in controls], _LOOKS[controls[0].rank].style, *room)


def _room_for_label(draft: Draft, control: Control, width: int, height: int) -> tuple[int, int]:
    look = _LOOKS[control.rank]
    padding = draft.length(_LEAST_PADDING if look.is_centered else look.padding)
    return width - 2 * padding - _icon_room(draft, control), height - 2 * draft.length(8)


def _cut(draft: Draft, label: str, style: TypeStyle, width: int, height: int) -> Typeset:
    """Leave out the letters that have no room even at the smallest size, and say so with an ellipsis."""
    # Places of one name are told apart by the department at the end.
    name, parenthesis, department = label.rpartition(" (")
    if not parenthesis:
        name, department = label, ""
    cut = draft.set_part(
        lambda letters: f"{name[:letters].rstrip()}…{parenthesis}{department}", len(name), style, width, height
    )
    return replace(cut, has_broken_word=True)


def _drawn(draft: Draft, control: Control, rect: Rect, text: Typeset) -> Touchable:
    look = _LOOKS[control.rank]
    icon_room = _icon_room(draft, control)
    parts: list[Still] = [_face(draft, control, rect)]
    x = rect.x + ((rect.width - text.width - icon_room) // 2 if look.is_centered else draft.length(look.padding))
    middle = rect.y + rect.height // 2
    if control.icon is not None:
        side = _icon_side(draft, control.rank)
        parts.append(Picture(Rect(x, middle - side // 2, side, side), control.icon, ink=look.ink))
        x += icon_room
    parts.append(draft.words(text, x, middle, look.ink))
    return Touchable(rect, control, parts)


def pictogram(draft: Draft, control: Control, rect: Rect) -> Touchable:
    """Draw a control with a sign in place of its words, or as ever where it has none."""
    sign = _sign_of(control)
    if sign is None:
        return button(draft, control, rect)
    if draft.catalog.is_right_to_left:
        # Drawings are not mirrored with the page, but arrows point the way the language reads.
        sign = _TURNED.get(sign, sign)
    side = round(min(rect.width, rect.height) * _PICTOGRAM)
    middle = Rect(rect.x + (rect.width - side) // 2, rect.y + (rect.height - side) // 2, side, side)
    picture = Picture(middle, sign, ink=_LOOKS[control.rank].ink)
    return Touchable(rect, control, [_face(draft, control, rect), picture])


def pictogram_width(draft: Draft, control: Control, *, is_tight: bool = False) -> int:
    if _sign_of(control) is None:
        return natural_width(draft, control, is_tight=is_tight)
    return natural_height(draft, control.rank)


def _sign_of(control: Control) -> Icon | None:
    return control.icon if control.rank is Rank.FOOTER else control.pictogram


def _face(draft: Draft, control: Control, rect: Rect) -> Shape:
    look = _LOOKS[control.rank]
    rule = 0 if look.outline is None else draft.length(look.rule)
    return Shape(rect, look.fill, draft.length(look.radius), look.outline, rule)


def is_legible(touchable: Touchable) -> bool:
    """Whether the label is within the control, every word whole."""
    labels = [part for part in touchable.parts if isinstance(part, Words)]
    return all(touchable.rect.contains(label.rect) and not label.typeset.has_broken_word for label in labels)


def _icon_room(draft: Draft, control: Control) -> int:
    """Give the icon's width with the gap after it."""
    if control.icon is None:
        return 0
    return _icon_side(draft, control.rank) + draft.length(_LOOKS[control.rank].icon_side * 0.37)


def _icon_side(draft: Draft, rank: Rank) -> int:
    # A tile is no higher at larger text sizes, so its icon is no larger either.
    side = _LOOKS[rank].icon_side
    return draft.length(side) if rank is Rank.TILE else draft.metrics.type_size(side)

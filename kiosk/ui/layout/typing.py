"""A field, what is typed in it, and the keys to type with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import NamedTuple

from kiosk.ui.layout.column import SENTENCE, TITLE, Block, BlockMaker, column, height_of
from kiosk.ui.layout.controls import (
    button,
    buttons,
    is_legible,
    label_of,
    natural_height,
    natural_width,
    pictogram,
    pictogram_width,
)
from kiosk.ui.layout.draft import Draft
from kiosk.ui.layout.elements import Element, Mark, Picture, Shape, Touchable, mirrored
from kiosk.ui.layout.geometry import Rect
from kiosk.ui.layout.typesetting import TypeStyle
from kiosk.ui.theme import Role
from kiosk.ui.view_models import Control, Entry, Icon, Keypad, Rank, ShowMore, Slot, View

_TYPED = TypeStyle(44, bold=True, pitch_em=1.2)
_MISTAKE = TypeStyle(34, bold=True, pitch_em=1.38)
_DIGITS = TypeStyle(56, bold=True, pitch_em=1.1)
_SLOT_LABEL = TypeStyle(28, pitch_em=1.2)

_SHARE_OF_NAME = 4
"""Of a slot's width, in digits."""
_GAP = 14
_KEY_GAP = 9
_MOST_KEY_HEIGHT = 116
_LEAST_OF_TARGET = 0.6
"""Of a control's size, for letters where 26 of them have no room: 9 mm."""
_MOST_DIGIT_WIDTH = 150
_MOST_DIGIT_WIDTH_BESIDE_LARGEST_TYPE = 120
_BESIDE = 56
_SMALL = 0.75
"""Of the reference: windows as low as 600."""
_SMALLEST_TITLE = 36
"""Pixels at the reference: a title that must make room for keys stays larger than the sentence."""
_MOST_OF_ROW = 0.24
"""What one control may take of the field's row."""
_PLACES, _PLACES_PORTRAIT, _PLACES_IN_LARGEST_TYPE = 3, 2, 1
"""Found places side by side, beside what leads to the others."""
_MORE_PLACES = Control("type_traits.birth_place.more", Rank.SECONDARY, ShowMore(), pictogram=Icon.MORE)
_LOOSE = 24
"""Added to the width of the controls beside a field, where they leave enough of it."""


class Typing(NamedTuple):
    elements: Sequence[Element]
    is_clean: bool
    has_large_keys: bool
    """Whether every key is as large as a control should be."""
    title_scale: float
    """Times the title's size at normal text size."""


def typing(draft: Draft, view: View, room: Rect, part: int = 0, help_wanted: Control | None = None) -> Typing:
    """Place title, field and keys, the title as large as the keys allow; help among them if it is given."""
    if view.entry is None:
        raise LookupError("nothing to type in")
    page = _Page(draft, view, view.entry, room, part, help_wanted)
    arrange = page.date if view.entry.slots else page.text
    plans: list[tuple[float, _Plan]] = []
    for factor in draft.shrinking(TITLE):
        if plans and TITLE.size * factor * draft.metrics.type < _SMALLEST_TITLE * draft.metrics.geometry:
            break
        plans.append((factor, arrange(factor)))
        if plans[-1][1].is_good:
            break
    # Where even the smallest title leaves no room for large keys, the largest that takes nothing from them.
    factor, plan = max(plans, key=lambda tried: (tried[1].is_good, tried[1].is_clean, tried[1].key_side))
    elements: list[Element] = []
    for blocks, place in plan.columns:
        height = height_of(blocks) if draft.has_low_controls else place.height
        elements += column(blocks, replace(place, y=max(place.y, place.bottom - height), height=height))[0]
    title_scale = draft.size_px(TITLE, factor) / (TITLE.size * draft.metrics.normal_type)
    return Typing(elements, plan.is_clean, plan.has_large_keys, title_scale)


@dataclass(frozen=True)
class _Plan:
    """Columns of blocks, each with its place; nothing is set before the plan is chosen."""

    columns: Sequence[tuple[Sequence[Block], Rect]]
    key_side: int
    """The shorter side of the smallest key."""
    enough: int
    """What that side should be."""

    @property
    def has_large_keys(self) -> bool:
        return self.key_side >= self.enough

    @property
    def is_clean(self) -> bool:
        return all(
            height_of(blocks) <= room.height and all(block.is_clean for block in blocks)
            for blocks, room in self.columns
        )

    @property
    def is_good(self) -> bool:
        return self.is_clean and self.has_large_keys


@dataclass(frozen=True)
class _Page:
    draft: Draft
    view: View
    entry: Entry
    room: Rect
    part: int
    help_wanted: Control | None

    def text(self, factor: float) -> _Plan:
        """Field and actions above the keys; in portrait, the actions below them."""
        gap = self.draft.length(_GAP)
        head = self._head(factor, self.room.width, None if self._help_beside_field else self.help_wanted)
        above = [head, self._field_row, *([self._places] if self.entry.offers_choices else [])]
        below = [self._actions] if self.draft.metrics.portrait else []
        left = self.room.height - height_of([*above, *below]) - gap
        enough = self.draft.metrics.smallest_target
        # Of keys that are all large enough, the first order; where none are, the one with the largest.
        keypad = max(self.entry.keypads, key=lambda keypad: min(self._key_side(keypad, left), enough))
        keys = self._keys(keypad, self.room.width, self._key_height(keypad, left), gap)
        return _Plan([([*above, keys, *below], self.room)], self._key_side(keypad, left), self._enough)

    def date(self, factor: float) -> _Plan:
        """Keys beside the field; in portrait, below it."""
        [keypad] = self.entry.keypads
        gap, enough = self.draft.length(_GAP), self.draft.metrics.smallest_target
        if self.draft.metrics.portrait:
            help_above = None if self.draft.has_low_controls else self.help_wanted
            keypad = keypad if help_above is not None else self._with_help(keypad)
            above = [self._head(factor, self.room.width, help_above), self._slots(self.room.width, 2 * gap)]
            left = self.room.height - height_of([*above, self._actions]) - 2 * gap
            key_height = self._key_height(keypad, left)
            keys = self._keys(keypad, self.room.width, key_height, 2 * gap)
            return _Plan([([*above, keys, self._actions], self.room)], key_height, enough)
        keypad = self._with_help(keypad)
        actions_below = self._actions_of(self._digits_width(keypad))
        plans = [self._date_beside(keypad, factor, self._actions_of(self._beside_digits(keypad).width), None)]
        if not plans[0].is_good:
            plans.append(self._date_beside(keypad, factor, None, actions_below))
        return next((plan for plan in plans if plan.is_good), plans[0])

    def _date_beside(self, keypad: Keypad, factor: float, below_slots: Block | None, below_keys: Block | None) -> _Plan:
        gap, enough = self.draft.length(_GAP), self.draft.metrics.smallest_target
        beside, width = self._beside_digits(keypad), self._digits_width(keypad)
        left = self.room.height - (0 if below_keys is None else height_of([below_keys]))
        key_height = self._key_height(keypad, left)
        texts = [self._head(factor, beside.width, None), self._slots(beside.width, 2 * gap)]
        keys = [self._keys(keypad, width, key_height, 0)]
        texts += [] if below_slots is None else [below_slots]
        keys += [] if below_keys is None else [below_keys]
        end = replace(self.room, x=self.room.right - width, width=width)
        return _Plan([(texts, beside), (keys, end)], key_height, enough)

    def _digits_width(self, keypad: Keypad) -> int:
        most = _MOST_DIGIT_WIDTH_BESIDE_LARGEST_TYPE if self.draft.metrics.is_largest else _MOST_DIGIT_WIDTH
        key_width = max(self.draft.length(most), self.draft.metrics.smallest_target)
        return keypad.columns * key_width + (keypad.columns - 1) * self.draft.length(_KEY_GAP)

    def _beside_digits(self, keypad: Keypad) -> Rect:
        return replace(self.room, width=self.room.width - self._digits_width(keypad) - self.draft.length(_BESIDE))

    def _actions_of(self, width: int) -> Block:
        """The way back and the way on in a row as wide as given."""
        gap = 2 * self.draft.length(_GAP)
        if not self.draft.metrics.is_largest:
            return replace(BlockMaker(self.draft, width).actions(self.view.actions), gap_before=gap)
        return self._row_of_pictograms(width, gap)

    def _row_of_pictograms(self, width: int, gap_before: int) -> Block:
        gap, height = self.draft.length(_GAP), natural_height(self.draft, Rank.PRIMARY)
        each = (width - gap * (len(self.view.actions) - 1)) // len(self.view.actions)
        return Block(
            height,
            lambda x, y: [
                pictogram(self.draft, control, Rect(x + at * (each + gap), y, each, height))
                for at, control in enumerate(self.view.actions)
            ],
            gap_before,
        )

    @property
    def _has_pictograms(self) -> bool:
        """Whether there is no room for words beside the field: five controls in one row, or the largest type."""
        return self.draft.metrics.is_largest or self.draft.has_low_controls

    def _natural_width(self, control: Control) -> int:
        natural = pictogram_width if self._has_pictograms else natural_width
        return natural(self.draft, control, is_tight=True)

    def _button(self, control: Control, rect: Rect) -> Touchable:
        return (pictogram if self._has_pictograms else button)(self.draft, control, rect)

    @cached_property
    def _actions(self) -> Block:
        return self._actions_of(self.room.width)

    @property
    def _enough(self) -> int:
        """What the title and the sentence yield to: on a small panel the largest type keeps some of its size."""
        target = self.draft.metrics.smallest_target
        is_small = self.draft.metrics.geometry < _SMALL
        return ceil(target * _LEAST_OF_TARGET) if is_small and self.draft.metrics.is_largest else target

    @property
    def _help_beside_field(self) -> bool:
        """Where help must not be high, or, above found places, the title's line is as low as can be."""
        is_tight = self.entry.offers_choices and self.draft.metrics.geometry < _SMALL
        return self.draft.has_low_controls or (is_tight and not self.draft.metrics.portrait)

    def _with_help(self, keypad: Keypad) -> Keypad:
        """Use the empty place of the digits."""
        return replace(keypad, rows=[[self.help_wanted if key is None else key for key in row] for row in keypad.rows])

    def _head(self, factor: float, width: int, help_wanted: Control | None) -> Block:
        """Title and sentence; a mistake is told with a sign, in bold."""
        draft, view = self.draft, self.view
        beside = 0
        if help_wanted is not None:
            beside = min(self._natural_width(help_wanted), width // 2)
        make = BlockMaker(draft, width - beside - (draft.length(_GAP) if beside else 0), factor)
        blocks = [make.text(draft.text(view.title), TITLE, Role.INK)]
        if view.sentence is not None and self.entry.is_mistaken:
            blocks.append(self._mistake(make, draft.text(view.sentence)))
        elif view.sentence is not None:
            blocks.append(make.text(draft.text(view.sentence), SENTENCE, Role.MUTED, gap_before=4))
        height = max(height_of(blocks), natural_height(draft, Rank.HELP) if beside else 0)

        def place(x: int, y: int) -> Sequence[Element]:
            elements, _ = column(blocks, Rect(x, y, make.width, height))
            if help_wanted is not None:
                at = Rect(x + width - beside, y, beside, natural_height(draft, Rank.HELP))
                elements.append(self._button(help_wanted, at))
            return elements

        return Block(height, place, is_clean=all(block.is_clean for block in blocks))

    def _mistake(self, make: BlockMaker, text: str) -> Block:
        side = round(self.draft.set("", _MISTAKE, make.factor).pitch_px * 0.8)
        indent = side + self.draft.length(12)
        words = replace(make, width=make.width - indent).text(text, _MISTAKE, Role.CLAY)

        def place(x: int, y: int) -> Sequence[Element]:
            sign = Picture(Rect(x, y + (words.height - side) // 2, side, side), Mark.NOTICE)
            return [sign, *words.place(x + indent, y)]

        return replace(words, place=place, gap_before=self.draft.length(4))

    @cached_property
    def _field_row(self) -> Block:
        """The field and what erases in it; in landscape between the way back and the way on."""
        gap, height = self.draft.length(_GAP), natural_height(self.draft, Rank.KEY)
        back, onward = ((), ()) if self.draft.metrics.portrait else (self.view.actions[:1], self.view.actions[1:])
        before, after = list(back), [control for control in (self.entry.erase, *onward) if control is not None]
        if self._help_beside_field:
            after += [control for control in (self.help_wanted,) if control is not None]
        most = round(self.room.width * _MOST_OF_ROW)
        loose = 0 if self.help_wanted is not None or self._has_pictograms else self.draft.length(_LOOSE)
        widths = {c: min(self._natural_width(c) + loose, most) for c in (*before, *after)}

        def place(x: int, y: int) -> Sequence[Element]:
            elements: list[Element] = []
            right = x + self.room.width
            for control in before:
                elements.append(self._button(control, Rect(x, y, widths[control], height)))
                x += widths[control] + gap
            field_right = right - sum(widths[control] + gap for control in after)
            elements += self._field(Rect(x, y, field_right - x, height))
            x = field_right
            for control in after:
                x += gap
                elements.append(self._button(control, Rect(x, y, widths[control], height)))
                x += widths[control]
            return elements

        labels = [self._button(control, Rect(0, 0, width, height)) for control, width in widths.items()]
        return Block(height, place, gap, all(is_legible(label) for label in labels))

    def _field(self, field: Rect) -> Sequence[Element]:
        """What is typed, the caret behind it; of a text too long for the field, the end."""
        draft = self.draft
        pad, caret_width = draft.length(24), max(4, draft.length(5))
        inside = Rect(field.x + pad, field.y, field.width - 2 * pad - 2 * caret_width, field.height)
        text = self.entry.text.replace("'", "’")
        # A space at the end moves the caret like any other letter.
        text = text[: len(text.rstrip(" "))] + "\u00a0" * (len(text) - len(text.rstrip(" ")))
        most = field.height - 2 * draft.length(8)
        [typeset] = draft.set_within([text], _TYPED, inside.width, most)
        if typeset.height > most:
            typeset = draft.set_part(
                lambda letters: f"…{text[len(text) - letters :]}", len(text), _TYPED, inside.width, most
            )
        top = field.y + (field.height - typeset.height) // 2
        lines = []
        for number, line in enumerate(typeset.lines):
            middle = top + number * typeset.pitch_px + typeset.pitch_px // 2
            alone = draft.typesetter.set(line, _TYPED, typeset.size_px)
            lines.append(draft.words(alone, inside.x, middle, Role.INK))
        last = lines[-1].rect
        caret_height = min(round(typeset.size_px * 1.05), last.height)
        caret_y = last.y + (last.height - caret_height) // 2
        caret = Rect(last.right + caret_width // 2, caret_y, caret_width, caret_height)
        shape = self._outlined(field, is_mistaken=self.entry.is_mistaken)
        return [shape, *self._as_written([*lines, Shape(caret, Role.PRIMARY, 1)], inside)]

    def _outlined(self, field: Rect, *, is_mistaken: bool, is_now: bool = True) -> Shape:
        outline = Role.CLAY if is_mistaken else Role.PRIMARY if is_now else Role.EDGE
        return Shape(field, Role.SURFACE, self.draft.length(24), outline, self.draft.length(5 if is_now else 3))

    def _slots(self, width: int, gap_before: int) -> Block:
        """Day, month and year, each under its name."""
        gap = self.draft.length(_GAP)
        height = natural_height(self.draft, Rank.PRIMARY)
        # What is short is given more room than its digits need, for its name.
        shares = {slot: slot.length + _SHARE_OF_NAME for slot in self.entry.slots}
        unit = (width - gap * (len(self.entry.slots) - 1)) // sum(shares.values())
        texts = [self.draft.text(slot.message_id) for slot in self.entry.slots]
        label_height = round(self.draft.size_px(_SLOT_LABEL) * _SLOT_LABEL.pitch_em)
        labels = self.draft.set_within(texts, _SLOT_LABEL, unit * min(shares.values()), label_height)

        def place(x: int, y: int) -> Sequence[Element]:
            elements: list[Element] = []
            first = 0
            for slot, label in zip(self.entry.slots, labels, strict=True):
                box = Rect(x, y + label_height, unit * shares[slot], height)
                elements.append(self.draft.words(label, x, y + label_height // 2, Role.MUTED))
                elements += self._slot(slot, first, box)
                first += slot.length
                x += box.width + gap
            return elements

        return Block(label_height + height, place, gap_before, not any(label.has_broken_word for label in labels))

    def _slot(self, slot: Slot, first: int, box: Rect) -> Sequence[Element]:
        draft, text = self.draft, self.entry.text
        digits = text[first : first + slot.length]
        is_now = first <= len(text) < first + slot.length
        caret_width = max(4, draft.length(5))
        [typeset] = draft.set_within([digits], _DIGITS, box.width - 4 * caret_width, box.height - 2 * draft.length(8))
        x = box.x + (box.width - typeset.width) // 2
        inside: list[Element] = [draft.words(typeset, x, box.y + box.height // 2, Role.INK)] if digits else []
        if is_now:
            height = round(box.height * 0.56)
            caret = Rect(x + typeset.width + caret_width // 2, box.y + (box.height - height) // 2, caret_width, height)
            inside.append(Shape(caret, Role.PRIMARY, 1))
        is_mistaken = self.entry.is_mistaken and len(text) >= first
        return [
            self._outlined(box, is_mistaken=is_mistaken, is_now=is_now or is_mistaken),
            *self._as_written(inside, box),
        ]

    @cached_property
    def _places(self) -> Block:
        """Where the text was found; the room is kept while it is not, so that no key moves while typing."""
        height, gap = natural_height(self.draft, Rank.KEY), self.draft.length(_KEY_GAP)
        columns, found = self._place_columns, self.view.choices
        parts = max(1, -(-len(found) // columns))
        first = self.part % parts * columns
        more = Rect(self.room.width - height, 0, height, height)
        width = self.room.width if parts == 1 else more.x - gap
        each = (width - gap * (columns - 1)) // columns
        shown = [
            (control, Rect(at * (each + gap), 0, each, height))
            for at, control in enumerate(found[first : first + columns])
        ]

        def place(x: int, y: int) -> Sequence[Element]:
            placed = [(control, replace(rect, x=x + rect.x, y=y)) for control, rect in shown]
            elements: list[Element] = [*buttons(self.draft, placed)] if placed else []
            if parts > 1:
                elements.append(pictogram(self.draft, _MORE_PLACES, replace(more, x=x + more.x, y=y)))
            return elements

        return Block(height, place, self.draft.length(_GAP))

    @property
    def _place_columns(self) -> int:
        if self.draft.metrics.is_largest:
            return _PLACES_IN_LARGEST_TYPE
        columns = _PLACES_PORTRAIT if self.draft.metrics.portrait else _PLACES
        gap, left = self.draft.length(_KEY_GAP), self.room.width - natural_height(self.draft, Rank.KEY)
        most = left // (columns + 1) - gap
        widest = 0
        # One that leaves no room for a further column decides, and is most likely among those of many letters.
        for place in sorted(self.view.choices, key=lambda place: len(label_of(self.draft, place)), reverse=True):
            widest = max(widest, natural_width(self.draft, place))
            if widest > most:
                return columns
        # Short names, such as those of arrondissements, stand closer.
        return left // (widest + gap) if widest else columns

    def _key_height(self, keypad: Keypad, height: int) -> int:
        gap, rows = self.draft.length(_KEY_GAP), len(keypad.rows)
        target = self.draft.metrics.smallest_target
        most = target if self.draft.has_low_controls else max(self.draft.length(_MOST_KEY_HEIGHT), target)
        return max(1, min(most, (height - gap * (rows - 1)) // rows))

    def _key_width(self, keypad: Keypad) -> int:
        gap = self.draft.length(_KEY_GAP)
        return (self.room.width - gap * (keypad.columns - 1)) // keypad.columns

    def _key_side(self, keypad: Keypad, height: int) -> int:
        return min(self._key_width(keypad), self._key_height(keypad, height))

    def _keys(self, keypad: Keypad, width: int, key_height: int, gap_before: int) -> Block:
        gap = self.draft.length(_KEY_GAP)
        step = (width + gap) / keypad.columns

        def place(x: int, y: int) -> Sequence[Element]:
            placed = []
            for at, row in enumerate(keypad.rows):
                top = y + at * (key_height + gap)
                for column_at, key in enumerate(row):
                    left = x + round(column_at * step)
                    is_last = column_at == len(row) - 1
                    right = x + width if is_last else x + round((column_at + 1) * step) - gap
                    if key is not None:
                        placed.append((key, Rect(left, top, right - left, key_height)))
            letters = [(key, rect) for key, rect in placed if key.label is not None]
            words = [self._key(key, rect) for key, rect in placed if key.label is None]
            # A keyboard is the same in every direction of writing.
            return self._as_written([*buttons(self.draft, letters), *words], Rect(x, y, width, 0))

        rows = len(keypad.rows)
        return Block(rows * (key_height + gap) - gap, place, gap_before)

    def _key(self, key: Control, rect: Rect) -> Touchable:
        """Draw a key that has a word, or a sign where the word would be cut in two."""
        drawn = button(self.draft, key, rect)
        return drawn if is_legible(drawn) and not self.draft.metrics.is_largest else pictogram(self.draft, key, rect)

    def _as_written(self, elements: Iterable[Element], box: Rect) -> Sequence[Element]:
        """Keep left and right within the box where the page is going to be mirrored."""
        if not self.draft.catalog.is_right_to_left:
            return list(elements)
        return [mirrored(element, box.x + box.right) for element in elements]

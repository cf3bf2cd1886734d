"""What a page says aloud: all that it shows, in reading order (EN 301 549 §5.1.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hardware.speaker.api import Words
from kiosk.flow.events import KeyPressed, LanguageChosen
from kiosk.i18n import Catalog
from kiosk.ui.view_models import BirthDate, Control, Icon, Listening, Rank, View

_ONLY_BY_FOCUS = (Rank.KEY, Rank.FOOTER, Rank.HELP)
"""What every page offers, and the keys of a keypad, are heard when the focus comes to them."""

_KEY_NAMES = {
    " ": "type_traits.space",
    "-": "type_traits.hyphen",
    "'": "type_traits.apostrophe",
    "’": "type_traits.apostrophe",
}


def narration_of(view: View, controls: Sequence[Control], catalog: Catalog) -> Sequence[Words]:
    """Say the title, the number, the sentence, the answer, and those of the controls that can be used now."""
    parts = [catalog.text(view.title)]
    if view.number is not None:
        parts.append(f"{catalog.text('number.label')} {_one_by_one(view.number.replace(' ', ''), catalog)}")
    if view.sentence is not None:
        parts.append(catalog.text(view.sentence, **view.values))
    for detail in view.details:
        match detail.value:
            case BirthDate(as_written):
                value = catalog.date_aloud(as_written)
            case name:
                value = _as_a_name(name)
        parts.append(f"{catalog.text(detail.message_id)} {value}")
    for passage in view.passages:
        parts += [catalog.text(passage.heading), catalog.text(passage.text)]
    if view.entry is not None and view.entry.text:
        parts.append(_one_by_one(view.entry.text, catalog))
    if view.reminder is not None:
        parts.append(catalog.text(view.reminder))
    own = [Words(_closed(part), catalog.language) for part in parts]
    return _joined([*own, *(_spoken(control, catalog) for control in controls if control.rank not in _ONLY_BY_FOCUS)])


def focus_of(control: Control, catalog: Catalog) -> Sequence[Words]:
    """Say what the control is that the focus came to."""
    return [_spoken(control, catalog)]


def level_of(listening: Listening, catalog: Catalog) -> Sequence[Words]:
    return [Words(_closed(catalog.text("listen.level", **listening.level)), catalog.language)]


def change_of(before: View, after: View, catalog: Catalog) -> Sequence[Words] | None:
    """Say what changed on a page that stays, such as a letter typed: nobody wants the whole page again.

    None where it is another page.
    """
    if before.reminder != after.reminder and replace(before, footer=(), reminder=None) == replace(
        after, footer=(), reminder=None
    ):
        return [] if after.reminder is None else [Words(_closed(catalog.text(after.reminder)), catalog.language)]
    if before.entry is None or after.entry is None or (before.page, before.title) != (after.page, after.title):
        return None
    if after.entry.is_mistaken and after.sentence is not None:
        parts = [catalog.text(after.sentence, **after.values), catalog.text(after.title)]
    elif after.entry.text != before.entry.text:
        parts = [_last_key(before.entry.text, after.entry.text, catalog)]
    else:
        return None
    if after.entry.offers_choices and len(after.choices) != len(before.choices):
        parts.append(catalog.text("type_traits.places_found", count=len(after.choices)))
    return [Words(" ".join(map(_closed, parts)), catalog.language)]


def _last_key(before: str, after: str, catalog: Catalog) -> str:
    if len(after) >= len(before):
        return _one_by_one(after[len(before) :], catalog)
    return catalog.text("type_traits.erased", key=_one_by_one(before[len(after) :], catalog))


def _one_by_one(characters: str, catalog: Catalog) -> str:
    """Spell, so that nothing is pronounced as a word or as one large number."""
    names = (catalog.text(_KEY_NAMES[each]) if each in _KEY_NAMES else each for each in characters)
    return ", ".join(names)


def _spoken(control: Control, catalog: Catalog) -> Words:
    match control.action:
        case LanguageChosen(language):
            # Who needs that language knows its name only in its own voice.
            return Words(_closed(control.label or ""), language)
        case KeyPressed(character):
            return Words(_closed(_one_by_one(character, catalog)), catalog.language)
    text = _as_a_name(control.label) if control.label is not None else catalog.text(control.message_id)
    if control.icon is Icon.GLOBE:
        text = f"{catalog.text('language.title')}, {text}"
    if control.born is not None:
        text = f"{text}, {catalog.date_aloud(control.born.as_written)}"
    if control.icon is Icon.CHOSEN:
        text = f"{text}, {catalog.text('choice.chosen')}"
    return Words(_closed(text), catalog.language)


def _as_a_name(text: str) -> str:
    """Write capitals small: the voice spells what it takes for an abbreviation."""
    return " ".join(word.title() if word.isupper() else word for word in text.split(" "))


def _closed(part: str) -> str:
    """End the part as a sentence, so that the voice pauses."""
    part = part.rstrip(" .:\u00a0")
    return part if part.endswith(("?", "!", "…", "؟")) else f"{part}."


def _joined(words: Iterable[Words]) -> Sequence[Words]:
    """Put together what one voice says without a break."""
    joined: list[Words] = []
    for each in words:
        if joined and joined[-1].language == each.language:
            joined[-1] = Words(f"{joined[-1].text} {each.text}", each.language)
        else:
            joined.append(each)
    return joined

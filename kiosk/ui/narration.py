"""What a page says aloud: all that it shows, in reading order (EN 301 549 §5.1.3)."""

from dataclasses import dataclass, field

from kiosk.i18n import Catalog
from kiosk.ui.view_models import BirthDate, Control, View


@dataclass(frozen=True)
class Narration:
    text: str = field(repr=False)
    personal: bool
    """Fit for a headset only."""


def narration_of(view: View, catalog: Catalog) -> Narration:
    """Say the title, the sentence, the answer, and what can be touched."""
    parts = [catalog.text(view.title)]
    if view.sentence is not None:
        parts.append(catalog.text(view.sentence))
    if view.number is not None:
        if view.number_label is not None:
            parts.append(catalog.text(view.number_label))
        parts.append(view.number)
    for detail in view.details:
        value = catalog.date(detail.value.as_written) if isinstance(detail.value, BirthDate) else detail.value
        parts.append(f"{catalog.text(detail.message_id)} {value}")
    if view.entry is not None and view.entry.text:
        parts.append(view.entry.text)
    parts += [_spoken(control, catalog) for control in (*view.choices, *view.actions)]
    personal = (
        bool(view.details) or view.entry is not None or any(control.label is not None for control in view.choices)
    )
    return Narration(" ".join(map(_closed, parts)), personal)


def echo_of(view: View) -> Narration:
    """Say only what is typed so far: nobody wants the whole page again after each key."""
    return Narration(view.entry.text if view.entry is not None else "", personal=True)


def _closed(part: str) -> str:
    """End the part as a sentence, so that the voice pauses."""
    part = part.rstrip(" .:\u00a0")
    return part if part.endswith(("?", "!", "…", "؟")) else f"{part}."


def _spoken(control: Control, catalog: Catalog) -> str:
    label = control.label if control.label is not None else catalog.text(control.message_id)
    return label if control.born is None else f"{label}, {catalog.date(control.born.as_written)}"

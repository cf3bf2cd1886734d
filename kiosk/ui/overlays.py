"""The pages of the screens alone: language, looks and sound to choose, and what becomes of the data."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from kiosk.flow.events import AppearanceChosen, LanguageChosen
from kiosk.flow.states import Appearance, Kiosk, TextSize
from kiosk.ui.view_models import (
    HELP,
    CloseOverlay,
    Control,
    Icon,
    Illustration,
    Listening,
    Overlay,
    Passage,
    Rank,
    SpeechWish,
    View,
)

_MORE = "information.more"
_SUBJECTS = ("read", "purpose", "retention", "contact")
"""What the patient must be told where personal data are read (GDPR article 13), in short."""


def overlay_view(
    overlay: Overlay, kiosk: Kiosk, languages: Sequence[tuple[str, str]], listening: Listening | None = None
) -> View:
    """Say what the page shows; `languages` are pairs of code and own name."""
    match overlay:
        case Overlay.LANGUAGE:
            return _language_choice(kiosk.language, languages)
        case Overlay.DISPLAY:
            return _display_choice(kiosk.appearance)
        case Overlay.LISTEN:
            return _sound_choice(listening or Listening())
        case Overlay.INFORMATION:
            return _information()
        case _:
            assert_never(overlay)


def _language_choice(present: str, languages: Sequence[tuple[str, str]]) -> View:
    """One touch chooses and closes; touching the language in use leaves it."""
    choices = [
        Control(
            "language.choice",
            Rank.TILE,
            CloseOverlay() if code == present else LanguageChosen(code),
            index,
            own_name,
            icon=_sign(chosen=code == present),
        )
        for index, (code, own_name) in enumerate(languages)
    ]
    return View(Overlay.LANGUAGE.value, "language.title", choices=choices, more=_MORE, footer=(HELP,))


def _display_choice(appearance: Appearance) -> View:
    """Each choice is seen at once."""
    sizes = [
        Control(
            f"display.{size.name.lower()}",
            Rank.TILE,
            AppearanceChosen(replace(appearance, text_size=size)),
            icon=_sign(chosen=size is appearance.text_size),
        )
        for size in TextSize
    ]
    contrast = Control(
        "display.high_contrast",
        Rank.TILE,
        AppearanceChosen(replace(appearance, has_high_contrast=not appearance.has_high_contrast)),
        icon=_tick(is_on=appearance.has_high_contrast),
    )
    low = Control(
        "display.low_controls",
        Rank.TILE,
        AppearanceChosen(replace(appearance, has_low_controls=not appearance.has_low_controls)),
        icon=_tick(is_on=appearance.has_low_controls),
    )
    done = Control("display.done", Rank.PRIMARY, CloseOverlay())
    return View(
        Overlay.DISPLAY.value,
        "display.title",
        choices=(*sizes, contrast, low, done),
        choices_per_row=len(sizes),
        more=_MORE,
        footer=(HELP,),
    )


def _sound_choice(listening: Listening) -> View:
    """Say where the speech is to be heard, or let it be set; going back repeats the page."""
    if not listening.has_headset:
        return View(
            Overlay.LISTEN.value,
            "listen.plug_in.title",
            "listen.plug_in.sentence",
            Illustration.HEADSET,
            actions=(Control("listen.plug_in.done", Rank.PRIMARY, CloseOverlay()),),
            footer=(HELP,),
        )
    return View(
        Overlay.LISTEN.value,
        "listen.title",
        "listen.level",
        values=listening.level,
        choices=[
            Control(f"listen.{wish.value}", Rank.TILE, wish)
            for wish in (SpeechWish.SOFTER, SpeechWish.LOUDER, SpeechWish.QUIET)
        ],
        actions=(Control("listen.repeat", Rank.PRIMARY, CloseOverlay()),),
        more=_MORE,
        footer=(HELP,),
    )


def _information() -> View:
    return View(
        Overlay.INFORMATION.value,
        "information.title",
        passages=[Passage(f"information.{subject}", f"information.{subject}.answer") for subject in _SUBJECTS],
        # Without a footer, so that all of it is seen at once.
        actions=(HELP, Control("information.done", Rank.PRIMARY, CloseOverlay())),
    )


def _sign(*, chosen: bool) -> Icon:
    return Icon.CHOSEN if chosen else Icon.NOT_CHOSEN


def _tick(*, is_on: bool) -> Icon:
    """Mark what is chosen by itself, whatever else is."""
    return Icon.TICKED if is_on else Icon.NOT_TICKED

"""What the keys of a plugged keyboard or a tactile keypad mean; all others mean nothing."""

from enum import Enum, auto
from typing import TypeAlias

from kiosk.ui.focus import Move
from kiosk.ui.view_models import SpeechWish


class Press(Enum):
    ACTIVATE = auto()
    BACK = auto()
    ERASE = auto()


KeyMeaning: TypeAlias = Move | Press | SpeechWish

# Kivy's key codes.
_TAB = 9
_MEDIA = 1 << 30
_MEANINGS: dict[int, KeyMeaning] = {
    _TAB: Move.FORWARD,
    273: Move.UP,
    274: Move.DOWN,
    275: Move.RIGHT,
    276: Move.LEFT,
    13: Press.ACTIVATE,
    271: Press.ACTIVATE,  # Enter of the digits' block
    27: Press.BACK,
    8: Press.ERASE,
    278: SpeechWish.REPEAT,  # Home
    279: SpeechWish.QUIET,  # End
    280: SpeechWish.LOUDER,  # Page Up
    281: SpeechWish.SOFTER,  # Page Down
    # SDL's codes of the keys that only some keyboards and most audio keypads have.
    _MEDIA | 127: SpeechWish.QUIET,  # Mute
    _MEDIA | 128: SpeechWish.LOUDER,  # Volume Up
    _MEDIA | 129: SpeechWish.SOFTER,  # Volume Down
}
_SHIFT = "shift"
_COMMANDS = {"ctrl", "alt", "meta"}


def meaning_of(key: int, modifiers: list[str]) -> KeyMeaning | None:
    if not _COMMANDS.isdisjoint(modifiers):
        return None
    if key == _TAB and _SHIFT in modifiers:
        return Move.BACKWARD
    return _MEANINGS.get(key)

"""A patient who cannot see the screen: finds the way by what the headset says and by keys alone."""

import time
from dataclasses import dataclass, field

from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.speaker.emulator import Heard, SpeakerEmulator

_HEARD_WITHIN_S = 20.0
_PATIENCE_S = 2.0
"""After that without a word, a key is pressed again: the first moment of a page takes none."""
_LAST_WORD_S = 0.3
"""So long nothing follows what was said last."""
_MOST_TIMES = 8
_LOOK_S = 0.01
_MOST_CONTROLS = 40


class Lost(AssertionError):
    """What was said did not lead on."""


@dataclass
class BlindPatient:
    """Uses the kiosk's keyboard and ears; `kiosk` is asked for nothing that it shows."""

    kiosk: KioskProcess
    speaker: SpeakerEmulator
    _known: int = field(default=0, init=False)
    """How many utterances were listened to."""

    def hear(self, *words: str, within_s: float = _HEARD_WITHIN_S) -> str:
        """Listen until something new is said that holds all the words, and return it."""
        ends_at_s = time.monotonic() + within_s
        while time.monotonic() < ends_at_s:
            heard = self._next(_PATIENCE_S)
            if heard is not None and all(each in heard.text for each in words):
                return heard.text
        raise Lost(f"{words} not among {[heard.text for heard in self.speaker.heard()]}")

    def choose(self, name: str, offered: str | None = None) -> None:
        """Move through the controls until one calls itself so, and press Enter; `offered` is where it was named."""
        if offered is not None and name not in offered:
            raise Lost(f"{name!r} was not offered in {offered!r}")
        for _ in range(_MOST_CONTROLS):
            self.kiosk.press("Tab")
            heard = self._next(_PATIENCE_S)
            if heard is not None and heard.text == name and not self._passes():
                return self.enter()
        raise Lost(f"no control calls itself {name!r}")

    def type(self, text: str) -> None:
        """Type, and hear each character."""
        for character in text:
            self.kiosk.press(character)
            self.hear(f"{character.upper()}.")

    def enter(self) -> None:
        """Press Enter until something is said."""
        for _ in range(_MOST_TIMES):
            before = len(self.speaker.heard())
            self.kiosk.press("Return")
            ends_at_s = time.monotonic() + _PATIENCE_S
            while time.monotonic() < ends_at_s:
                if len(self.speaker.heard()) > before:
                    return
                time.sleep(_LOOK_S)
        raise Lost("Enter does nothing")

    def _passes(self) -> bool:
        """Tell whether the focus goes on, as by a key that was pressed twice because its answer was slow."""
        passed = False
        while self._next(_LAST_WORD_S) is not None:
            passed = True
        return passed

    def _next(self, timeout_s: float) -> Heard | None:
        ends_at_s = time.monotonic() + timeout_s
        while time.monotonic() < ends_at_s:
            heard = self.speaker.heard()
            if len(heard) > self._known:
                self._known += 1
                return heard[self._known - 1]
            time.sleep(_LOOK_S)
        return None

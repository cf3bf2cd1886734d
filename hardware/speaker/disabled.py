"""A kiosk without sound: everything is on the screen."""

import threading

from hardware.speaker.api import Headset, NotSpoken, Quiet, Silence, SpeakerState, Speech, Tone, Utterance
from hardware.speaker.volume import Volume


class DisabledSpeaker:
    def __init__(self) -> None:
        self._interrupted = threading.Event()
        self._said = 0

    def say(self, utterance: Utterance) -> int:  # noqa: ARG002  # the Protocol's
        self._said += 1
        return self._said

    def stop(self) -> None:
        """Nothing is heard."""

    def play(self, tone: Tone, volume: Volume) -> None:
        """Nothing is heard."""

    def wait_for_change(self, seen: SpeakerState | None, timeout_s: float) -> SpeakerState:
        speech: Speech = NotSpoken(self._said, Silence.NO_SOUND) if self._said else Quiet()
        state = SpeakerState(Headset.UNPLUGGED, speech)
        if state == seen:
            self._interrupted.wait(timeout_s)
            self._interrupted.clear()
        return state

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        self.interrupt()

"""Speaks the pages, plays tones, and tells of the headset; the speech worker's work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

import structlog

from hardware.speaker.api import (
    Audience,
    Headset,
    NotSpoken,
    Quiet,
    Silence,
    Speaker,
    SpeakerState,
    Speaking,
    Speech,
    Spoken,
    Tone,
    Utterance,
    Words,
)
from hardware.speaker.volume import Volume
from kiosk.problems import Problem

_log = structlog.get_logger()

_WATCH_S = 2.0
"""How long one look at the speaker lasts at most; each look is a heartbeat."""


@dataclass(frozen=True)
class Say:
    """Speak in place of what is being said, in the headset alone: any page may hold something personal."""

    number: int
    """Tells one utterance from another when it ends."""
    words: Sequence[Words] = field(repr=False)
    volume: Volume


@dataclass(frozen=True)
class StopSpeaking:
    pass


@dataclass(frozen=True)
class PlayTone:
    tone: Tone
    volume: Volume


SpeechCommand: TypeAlias = Say | StopSpeaking | PlayTone


@dataclass(frozen=True)
class HeadsetChanged:
    headset: Headset


@dataclass(frozen=True)
class SpeechEnded:
    """The last utterance is over; one that was replaced by the next is not told of."""

    number: int
    silence: Silence | None
    """Why it was not heard to its end, or None if it was."""


SpeechEvent: TypeAlias = HeadsetChanged | SpeechEnded


def problem_of(silence: Silence) -> Problem | None:
    match silence:
        case Silence.NO_VOICE:
            return Problem.VOICE_FAILED
        case Silence.NO_SOUND:
            return Problem.SOUND_FAILED
        case Silence.STOPPED | Silence.NO_HEADSET:
            return None
        case _:
            assert_never(silence)


class SpeechService:
    patience_s = 0.0

    def __init__(self, speaker: Speaker, post: Callable[[SpeechEvent], None]) -> None:
        self._speaker = speaker
        self._post = post
        self._seen: SpeakerState | None = None
        self._headset = Headset.UNPLUGGED
        self._number = 0
        self._next: Say | None = None
        """The newest utterance; those that a faster one overtook are not begun."""

    def handle(self, command: SpeechCommand) -> None:
        match command:
            case Say():
                self._next = command
            case StopSpeaking():
                if self._next is not None:
                    self._post(SpeechEnded(self._next.number, Silence.STOPPED))
                    self._next = None
                self._speaker.stop()
            case PlayTone(tone, volume):
                self._speaker.play(tone, volume)
            case _:
                assert_never(command)

    def idle(self) -> None:
        """Begin what was asked for last, look at the speaker, and post what changed."""
        if self._next is not None:
            self._speaker.say(Utterance(self._next.words, self._next.volume, Audience.HEADSET_ONLY))
            self._number, self._next = self._next.number, None
        state = self._speaker.wait_for_change(self._seen, _WATCH_S)
        if state == self._seen:
            return
        if state.headset is not self._headset:
            self._headset = state.headset
            if state.headset is Headset.UNKNOWN:
                _log.warning("headset socket missing", problem=Problem.HEADSET_SOCKET_MISSING.value)
            self._post(HeadsetChanged(state.headset))
        if self._seen is None or state.speech != self._seen.speech:
            self._tell(state.speech)
        self._seen = state

    def wake(self) -> None:
        self._speaker.interrupt()

    def close(self) -> None:
        self._speaker.close()

    def _tell(self, speech: Speech) -> None:
        match speech:
            case Quiet() | Speaking():
                pass
            case Spoken():
                self._post(SpeechEnded(self._number, None))
            case NotSpoken(_, reason):
                problem = problem_of(reason)
                if problem is not None:
                    _log.warning("not spoken", problem=problem.value)
                self._post(SpeechEnded(self._number, reason))
            case _:
                assert_never(speech)

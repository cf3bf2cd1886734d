"""Speaks the pages, plays tones, and tells of the headset; the speech worker's work."""

from collections.abc import Callable
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
)
from hardware.speaker.volume import Volume
from kiosk.flow.states import VisitToken

_log = structlog.get_logger()

_WATCH_S = 2.0
"""How long one look at the speaker lasts at most; each look is a heartbeat."""


@dataclass(frozen=True)
class Say:
    """Speak in place of what is being said."""

    visit: VisitToken | None
    text: str = field(repr=False)
    language: str
    volume: Volume
    personal: bool
    """Spoken in a headset only."""


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
    plugged: bool


@dataclass(frozen=True)
class SpeechEnded:
    """The last utterance is over; one that was replaced by the next is not told of."""

    visit: VisitToken | None
    silence: Silence | None
    """Why it was not heard to its end, or None if it was."""


SpeechEvent: TypeAlias = HeadsetChanged | SpeechEnded


class SpeechService:
    patience_s = 0.0

    def __init__(self, speaker: Speaker, post: Callable[[SpeechEvent], None]) -> None:
        self._speaker = speaker
        self._post = post
        self._seen: SpeakerState | None = None
        self._plugged = False
        self._visit: VisitToken | None = None

    def handle(self, command: SpeechCommand) -> None:
        match command:
            case Say(visit, text, language, volume, personal):
                audience = Audience.HEADSET_ONLY if personal else Audience.EVERYONE
                self._speaker.say(Utterance(text, language, volume, audience))
                self._visit = visit
            case StopSpeaking():
                self._speaker.stop()
            case PlayTone(tone, volume):
                self._speaker.play(tone, volume)
            case _:
                assert_never(command)

    def idle(self) -> None:
        """Look at the speaker and post what changed."""
        state = self._speaker.wait_for_change(self._seen, _WATCH_S)
        if state == self._seen:
            return
        plugged = state.headset is Headset.PLUGGED
        if plugged is not self._plugged:
            self._plugged = plugged
            self._post(HeadsetChanged(plugged))
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
                self._post(SpeechEnded(self._visit, None))
            case NotSpoken(_, reason):
                if reason in (Silence.NO_VOICE, Silence.NO_SOUND):
                    _log.warning("not spoken", reason=reason.value)
                self._post(SpeechEnded(self._visit, reason))
            case _:
                assert_never(speech)

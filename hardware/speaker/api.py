"""What a speaker offers to the kiosk: speech and soft tones, in a headset or into the room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

from hardware.speaker.volume import Volume


class Audience(Enum):
    """Who may hear an utterance."""

    EVERYONE = "everyone"
    HEADSET_ONLY = "headset_only"
    """Personal: it is neither begun nor gone on with unless a headset is plugged in (EN 301 549 §5.1.3.8, §5.1.3.9)."""


@dataclass(frozen=True)
class Words:
    """What is said in one language."""

    text: str = field(repr=False)
    language: str
    """ISO 639-1."""


@dataclass(frozen=True)
class Utterance:
    words: Sequence[Words]
    """One after the other, each in its language's voice."""
    volume: Volume
    audience: Audience


class Tone(Enum):
    """What a short sound tells; nothing is told by a tone alone."""

    NOTICED = "noticed"
    """A card or a touch was taken."""
    DONE = "done"
    ATTENTION = "attention"
    """Time is running out, or a card or ticket waits to be taken."""
    TROUBLE = "trouble"


class Headset(Enum):
    PLUGGED = "plugged"
    UNPLUGGED = "unplugged"
    """Also where no switch is configured: then nothing personal is ever spoken."""
    UNKNOWN = "unknown"
    """The switch that is configured does not tell: as if unplugged, but something is to be repaired."""


class Silence(Enum):
    """Why something was not spoken to its end."""

    STOPPED = "stopped"
    """As asked, or for the next utterance."""
    NO_HEADSET = "no_headset"
    """It was for a headset only, and none is plugged in."""
    NO_VOICE = "no_voice"
    """The synthesizer is missing, knows no such language or failed."""
    NO_SOUND = "no_sound"
    """The sound device is missing, in use or stuck."""


# What became of the last utterance; `number` counts them from 1.


@dataclass(frozen=True)
class Quiet:
    """Nothing was said yet."""


@dataclass(frozen=True)
class Speaking:
    number: int


@dataclass(frozen=True)
class Spoken:
    """It was heard to its end."""

    number: int


@dataclass(frozen=True)
class NotSpoken:
    number: int
    reason: Silence


Speech: TypeAlias = Quiet | Speaking | Spoken | NotSpoken


@dataclass(frozen=True)
class SpeakerState:
    headset: Headset
    speech: Speech


class Speaker(Protocol):
    """One thread owns it; only `interrupt` may be called from another."""

    def say(self, utterance: Utterance) -> int:
        """Speak in place of what is being said, after a tone that still sounds; return the utterance's number."""
        ...

    def stop(self) -> None:
        """Be quiet within 100 ms."""
        ...

    def play(self, tone: Tone, volume: Volume) -> None:
        """Begin a tone in place of all that sounds, and return at once; one that cannot be played is left out."""
        ...

    def wait_for_change(self, seen: SpeakerState | None, timeout_s: float) -> SpeakerState:
        """Return the state as soon as it differs from `seen`, or after `timeout_s` unchanged."""
        ...

    def interrupt(self) -> None:
        """Make a waiting `wait_for_change` return early; callable from any thread."""
        ...

    def close(self) -> None: ...

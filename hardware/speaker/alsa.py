import os
import select
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

from hardware.speaker.api import (
    Audience,
    Headset,
    NotSpoken,
    Quiet,
    Silence,
    SpeakerState,
    Speaking,
    Speech,
    Spoken,
    Tone,
    Utterance,
)
from hardware.speaker.espeak import start_synthesis
from hardware.speaker.headset_switch import HeadsetSwitch
from hardware.speaker.options import AlsaOptions
from hardware.speaker.playback import silence, start_playback, start_playback_of
from hardware.speaker.tones import render
from hardware.speaker.volume import Volume

_START_S = 10.0
"""How much longer than its text an utterance may take; one that is not over then hangs in voice or sound device."""
_LONGEST_TONE_S = 2.0
_SYNTHESIZER_ENDS_S = 1.0
_REOPEN_S = 2.0
"""How often a headset switch that is away is looked for."""


@dataclass(frozen=True)
class _Voice:
    """The two processes of one utterance."""

    number: int
    audience: Audience
    synthesizer: subprocess.Popen[bytes]
    player: subprocess.Popen[bytes]
    ended: int
    """Descriptor that becomes readable when the player ends."""
    ends_at_s: float

    def silence(self) -> None:
        silence(self.player)
        silence(self.synthesizer)
        os.close(self.ended)


@dataclass(frozen=True)
class _SoundingTone:
    player: subprocess.Popen[bytes]
    ended: int
    """Descriptor that becomes readable when the player ends."""
    ends_at_s: float

    def silence(self) -> None:
        silence(self.player)
        os.close(self.ended)


class AlsaSpeaker:
    """espeak-ng piped into aplay. No thread of its own: processes, headset and interruption are waited for at once.

    One sound at a time: many sound devices take no second one.
    """

    def __init__(self, options: AlsaOptions) -> None:
        self._options = options
        self._switch = HeadsetSwitch(options.headset_switch) if options.headset_switch else None
        self._interruption = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._closing = threading.Lock()
        """Held so that no interruption is written to a descriptor that by then is another file's."""
        self._said = 0
        self._headset = Headset.UNPLUGGED
        self._speech: Speech = Quiet()
        self._voice: _Voice | None = None
        self._tone: _SoundingTone | None = None
        self._waiting: Utterance | None = None
        """What is to be said once the tone is over."""

    def say(self, utterance: Utterance) -> int:
        self.stop()
        self._said += 1
        self._waiting = utterance
        self._speech = Speaking(self._said)
        self._look()
        return self._said

    def stop(self) -> None:
        self._end(Silence.STOPPED)

    def play(self, tone: Tone, volume: Volume) -> None:
        self.stop()
        self._end_tone()
        try:
            player = start_playback_of(render(tone, volume), self._options.device)
        except OSError:
            # Without aplay there is no sound at all, and the next utterance says so.
            return
        self._tone = _SoundingTone(player, os.pidfd_open(player.pid), time.monotonic() + _LONGEST_TONE_S)

    def wait_for_change(self, seen: SpeakerState | None, timeout_s: float) -> SpeakerState:
        deadline_s = time.monotonic() + timeout_s
        while True:
            self._look()
            state = SpeakerState(self._headset, self._speech)
            remaining_s = deadline_s - time.monotonic()
            if state != seen or remaining_s <= 0 or self._was_interrupted():
                return state
            self._wait(remaining_s)

    def interrupt(self) -> None:
        with self._closing:
            if self._interruption >= 0:
                os.eventfd_write(self._interruption, 1)

    def close(self) -> None:
        self.stop()
        self._end_tone()
        if self._switch is not None:
            self._switch.close()
        with self._closing:
            if self._interruption >= 0:
                os.close(self._interruption)
            self._interruption = -1

    def _start(self, utterance: Utterance) -> Speech:
        audio, sound = os.pipe()
        try:
            synthesizer = start_synthesis(utterance, self._options.words_per_minute, sound)
            try:
                player = start_playback(audio, self._options.device)
            except OSError:
                silence(synthesizer)
                return NotSpoken(self._said, Silence.NO_SOUND)
        except (KeyError, OSError):
            return NotSpoken(self._said, Silence.NO_VOICE)
        finally:
            os.close(audio)
            os.close(sound)
        self._voice = _Voice(
            self._said,
            utterance.audience,
            synthesizer,
            player,
            os.pidfd_open(player.pid),
            time.monotonic() + _longest_s(utterance, self._options.words_per_minute),
        )
        return Speaking(self._said)

    def _end(self, reason: Silence) -> None:
        if self._voice is not None:
            self._voice.silence()
            self._voice = None
        self._waiting = None
        if isinstance(self._speech, Speaking):
            self._speech = NotSpoken(self._said, reason)

    def _end_tone(self) -> None:
        if self._tone is not None:
            self._tone.silence()
            self._tone = None

    def _look(self) -> None:
        """Take in what happened to the processes and to the headset, and go on from the tone; never waits."""
        if self._switch is not None:
            self._headset = self._switch.look()
        if self._tone is not None and (self._tone.player.poll() is not None or _is_over(self._tone.ends_at_s)):
            self._end_tone()
        if self._waiting is not None:
            self._begin(self._waiting)
        voice = self._voice
        if voice is None:
            return
        if voice.player.poll() is not None:
            self._voice = None
            self._speech = _outcome(voice)
            voice.silence()
        elif voice.audience is Audience.HEADSET_ONLY and self._headset is not Headset.PLUGGED:
            self._end(Silence.NO_HEADSET)
        elif _is_over(voice.ends_at_s):
            self._end(Silence.NO_SOUND)

    def _begin(self, utterance: Utterance) -> None:
        """Start what waits, unless a tone still sounds or it is not to be heard here."""
        if utterance.audience is Audience.HEADSET_ONLY and self._headset is not Headset.PLUGGED:
            self._end(Silence.NO_HEADSET)
        elif self._tone is None:
            self._waiting = None
            self._speech = self._start(utterance)

    def _was_interrupted(self) -> bool:
        try:
            os.eventfd_read(self._interruption)
        except BlockingIOError:
            return False
        return True

    def _wait(self, timeout_s: float) -> None:
        poll = select.poll()
        poll.register(self._interruption, select.POLLIN)
        for sounding in (self._voice, self._tone):
            if sounding is not None:
                poll.register(sounding.ended, select.POLLIN)
                timeout_s = min(timeout_s, max(0.0, sounding.ends_at_s - time.monotonic()))
        if self._switch is not None:
            if self._switch.fd is None:
                timeout_s = min(timeout_s, _REOPEN_S)
            else:
                poll.register(self._switch.fd, select.POLLIN)
        poll.poll(timeout_s * 1000)


def _longest_s(utterance: Utterance, words_per_minute: int) -> float:
    """No character takes longer to say than two words: a digit of a large number, in Arabic, takes more than one."""
    return _START_S + 2 * sum(len(words.text) for words in utterance.words) * 60 / words_per_minute


def _is_over(time_s: float) -> bool:
    return time.monotonic() >= time_s


def _outcome(voice: _Voice) -> Speech:
    """Tell by the exit statuses what was heard, once the player ended."""
    try:
        # It ends at once: everything is written, or writing finds no reader any more (SIGPIPE).
        synthesized = voice.synthesizer.wait(_SYNTHESIZER_ENDS_S)
    except subprocess.TimeoutExpired:
        return NotSpoken(voice.number, Silence.NO_VOICE)
    if synthesized not in (0, -signal.SIGPIPE):
        return NotSpoken(voice.number, Silence.NO_VOICE)
    return Spoken(voice.number) if voice.player.returncode == 0 else NotSpoken(voice.number, Silence.NO_SOUND)

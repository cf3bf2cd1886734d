"""A room that hears: programs in the places of espeak-ng and aplay, and a headset's socket."""

import contextlib
import html
import itertools
import os
import re
import shlex
import shutil
import sys
import time
import tty
from dataclasses import dataclass, field
from pathlib import Path

from hardware.speaker.headset_switch import EV_SW, EVENT, SW_HEADPHONE_INSERT

_HEADER_BYTES = 44
_TEXT, _ARGUMENTS, _SOUND = ".text", ".arguments", ".wav"
_POLL_S = 0.005

_SYNTHESIZER = """#!/bin/sh
# Keeps what is to be said, then lets the real espeak-ng say it.
kept=$(mktemp {folder}/spoken-XXXXXXXX)
cat > "$kept{text}"
printf '%s' "$*" > "$kept"
mv "$kept" "$kept{arguments}"  # whole from its first moment
exec {espeak} "$@" < "$kept{text}"
"""
_PLAYER = """#!/bin/sh
exec {python} -S -E {program} {folder} "$@"
"""


_IN_A_VOICE = re.compile(r'<voice xml:lang="([^"]+)">(.*?)</voice>', re.DOTALL)


@dataclass(frozen=True)
class Heard:
    """One utterance."""

    in_voices: tuple[tuple[str, str], ...]
    """Pairs of a voice and what it says, one after the other."""
    amplitude: int

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.in_voices)

    @property
    def voice(self) -> str:
        """The first one."""
        return self.in_voices[0][0]


@dataclass(frozen=True)
class Sound:
    """What came out of the sound device."""

    wav: bytes = field(repr=False)
    began_s: float
    """On the monotonic clock."""

    @staticmethod
    def of(file: Path) -> "Sound":
        return Sound(file.read_bytes(), int(file.stem.partition("-")[2]) / 1e9)

    @property
    def duration_s(self) -> float:
        rate = int.from_bytes(self.wav[24:28], "little")
        return (len(self.wav) - _HEADER_BYTES) / 2 / rate


class SpeakerEmulator:
    """Everything said and played is kept in `folder`: for invented persons only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.programs = folder / "bin"
        """To be put first in PATH."""
        self.headset_switch = folder / "headset"
        """What `speaker.headset_switch` names."""
        self.programs.mkdir(parents=True)
        kept = shlex.quote(str(folder))
        espeak = shlex.quote(shutil.which("espeak-ng") or "espeak-ng")
        self._write("espeak-ng", _SYNTHESIZER.format(folder=kept, text=_TEXT, arguments=_ARGUMENTS, espeak=espeak))
        program = shlex.quote(str(Path(__file__).with_name("player.py")))
        self._write("aplay", _PLAYER.format(python=shlex.quote(sys.executable), program=program, folder=kept))
        self._socket, self._switch_end = os.openpty()
        tty.setraw(self._switch_end)
        self.headset_switch.symlink_to(os.ttyname(self._switch_end))

    def path(self) -> str:
        """Return the PATH under which the kiosk finds the emulated programs first."""
        return f"{self.programs}:{os.environ['PATH']}"

    def plug_in(self) -> None:
        self._move(1)

    def unplug(self) -> None:
        self._move(0)

    def heard(self) -> list[Heard]:
        """Return what was given to the voice, in order, whether or not it was heard to the end."""
        spoken = sorted(self._folder.glob(f"spoken-*{_ARGUMENTS}"), key=lambda file: file.stat().st_mtime_ns)
        return [_heard(file) for file in spoken]

    def sounds(self) -> list[Sound]:
        """Return all that was played, in order; the last one may still sound."""
        return sorted(map(Sound.of, self._folder.glob(f"played-*{_SOUND}")), key=lambda sound: sound.began_s)

    def wait_until_heard(self, text: str, timeout_s: float = 20.0) -> Heard:
        """Return the last utterance once it holds the text; raises TimeoutError."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            utterances = self.heard()
            if utterances and text in utterances[-1].text:
                return utterances[-1]
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"{text!r} was not said, but {[heard.text for heard in utterances]}")
            time.sleep(_POLL_S)

    def close(self) -> None:
        self.headset_switch.unlink(missing_ok=True)
        for end in (self._socket, self._switch_end):
            with contextlib.suppress(OSError):
                os.close(end)

    def _move(self, position: int) -> None:
        os.write(self._socket, EVENT.pack(0, 0, EV_SW, SW_HEADPHONE_INSERT, position))

    def _write(self, name: str, script: str) -> None:
        program = self.programs / name
        program.write_text(script)
        program.chmod(0o755)


def _heard(arguments: Path) -> Heard:
    options = dict(itertools.pairwise(arguments.read_text("utf-8").split()))
    marked = _IN_A_VOICE.findall(arguments.with_suffix(_TEXT).read_text("utf-8"))
    return Heard(tuple((voice, html.unescape(text)) for voice, text in marked), int(options["-a"]))

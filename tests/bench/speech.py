"""How soon it is quiet: from the wish, or from the pulled plug, until no process is left that speaks or plays.

espeak-ng is the real one; in the place of aplay stands a program that takes the sound no faster than a sound device.
"""

import contextlib
import os
import queue
import select
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import assert_never
from unittest import mock

from hardware.speaker.api import Headset, Silence, Words
from hardware.speaker.options import AlsaOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import Volume
from kiosk.runtime.worker import Worker
from kiosk.services.speech import (
    HeadsetChanged,
    Say,
    SpeechCommand,
    SpeechEnded,
    SpeechEvent,
    SpeechService,
    StopSpeaking,
)
from tests.bench.measurement import Measurement
from tests.emulators.speaker.emulator import SpeakerEmulator

_ROUNDS = 12
_LIMIT_MS = 100.0
_PATIENCE_S = 10.0
_HEARD_S = 0.2
_LOOK_EVERY_S = 0.005
_WORDS = [Words("Prenez votre carte, puis présentez-vous à l’accueil avec votre ticket.", "fr")]
"""Four seconds, longer than any of the rounds."""


def measure() -> Iterator[Measurement]:
    with ExitStack() as parts:
        folder = parts.enter_context(tempfile.TemporaryDirectory())
        room = parts.enter_context(closing(SpeakerEmulator(Path(folder) / "room")))
        parts.enter_context(mock.patch.dict(os.environ, PATH=room.path()))
        listener = parts.enter_context(closing(_Listener(room)))
        yield _row("stopped", listener, listener.stop, Silence.STOPPED, "from the wish to be quiet")
        yield _row("unplugged", listener, room.unplug, Silence.NO_HEADSET, "from the pulled plug")


def _row(name: str, listener: "_Listener", hush: Callable[[], None], reason: Silence, what: str) -> Measurement:
    """The worst of several interruptions at different moments of a sentence."""
    quiet_ms = []
    for number in range(_ROUNDS):
        listener.listen(_HEARD_S + number / _ROUNDS)
        quiet_ms.append(listener.quiet_after_s(hush, reason) * 1000)
    note = f"{what}, the worst of {_ROUNDS}; median {median(quiet_ms):.1f} ms"
    return Measurement(f"speech_{name}", max(quiet_ms), _LIMIT_MS, "ms", note)


class _Listener:
    """Has the kiosk's own worker speak with its own driver, into the room."""

    def __init__(self, room: SpeakerEmulator) -> None:
        self._room = room
        self._events: queue.Queue[SpeechEvent] = queue.Queue()
        self._headset = Headset.UNPLUGGED
        self._number = 0
        self._ended: SpeechEnded | None = None
        options = AlsaOptions(headset_switch=str(room.headset_switch))
        self._worker: Worker[SpeechCommand] = Worker(
            "speech", lambda: SpeechService(open_speaker(options), self._events.put), silence_s=_PATIENCE_S
        )
        self._worker.start()

    def listen(self, heard_s: float) -> None:
        """Plug the headset in where it is not, and let a sentence be heard for so long."""
        self._room.plug_in()
        self._wait_until(lambda: self._headset is Headset.PLUGGED)
        begun = len(self._room.sounds())
        self._number += 1
        self._worker.submit(Say(self._number, _WORDS, Volume()))
        self._wait_until(lambda: any(sound.duration_s >= heard_s for sound in self._room.sounds()[begun:]))

    def stop(self) -> None:
        self._worker.submit(StopSpeaking())

    def quiet_after_s(self, hush: Callable[[], None], reason: Silence) -> float:
        """Tell how long it takes until the voice and the player have ended, and require that they were cut short."""
        with ExitStack() as descriptors:
            ends = []
            for process in _children():
                ends.append(os.pidfd_open(process))
                descriptors.callback(os.close, ends[-1])
            assert ends
            began_s = time.perf_counter()
            hush()
            for end in ends:
                assert select.select([end], [], [], _PATIENCE_S)[0], "it is not quiet"
            quiet_s = time.perf_counter() - began_s
        self._wait_until(lambda: self._ended == SpeechEnded(self._number, reason))
        return quiet_s

    def close(self) -> None:
        self._worker.ask_to_stop()
        self._worker.join(_PATIENCE_S)

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline_s, "waited in vain"
            with contextlib.suppress(queue.Empty):
                self._take(self._events.get(timeout=_LOOK_EVERY_S))

    def _take(self, event: SpeechEvent) -> None:
        match event:
            case HeadsetChanged(headset):
                self._headset = headset
            case SpeechEnded():
                self._ended = event
            case _:
                assert_never(event)


def _children() -> list[int]:
    """Give the processes that this one started, from whichever thread."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(process) for children in tasks for process in children.read_text().split()]

"""The real espeak-ng and the real aplay; ALSA writes into a file, as there may be no sound card."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from hardware.speaker import alsa
from hardware.speaker.alsa import AlsaSpeaker
from hardware.speaker.api import Audience, NotSpoken, Silence, Speaking, Spoken, Tone, Utterance, Words
from hardware.speaker.espeak import VOICES, start_synthesis
from hardware.speaker.options import AlsaOptions
from hardware.speaker.volume import LOUDEST, Volume
from tests.unit.hardware.speaker.loudness import samples_of

_DEADLINE_S = 20


def utterance(text):
    return Utterance([Words(text, "fr")], Volume(), Audience.EVERYONE)


_BONJOUR = utterance("Bonjour")


@pytest.fixture
def heard(tmp_path, monkeypatch):
    """The file with the samples that ALSA was given."""
    file = tmp_path / "heard.raw"
    config = tmp_path / "asound.conf"
    config.write_text(
        f'pcm.!default {{ type file file "{file}" format "raw" slave.pcm "null" }}\npcm.null {{ type null }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    return file


@pytest.fixture
def speaker(heard):
    with contextlib.closing(AlsaSpeaker(AlsaOptions())) as opened:
        yield opened


def outcome(speaker):
    deadline_s = time.monotonic() + _DEADLINE_S
    state = speaker.wait_for_change(None, 0)
    while isinstance(state.speech, Speaking):
        assert time.monotonic() < deadline_s
        state = speaker.wait_for_change(state, _DEADLINE_S)
    return state.speech


def test_speech_reaches_alsa(speaker, heard):
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == Spoken(number)
    assert heard.stat().st_size > 0.3 * 2 * 22050


def test_a_tone_reaches_alsa(speaker, heard):
    speaker.play(Tone.DONE, LOUDEST)
    deadline_s = time.monotonic() + _DEADLINE_S
    while not heard.exists() or heard.stat().st_size < 0.5 * 2 * 22050:
        assert time.monotonic() < deadline_s
        speaker.wait_for_change(None, 0)


def test_without_a_sound_card_nothing_is_spoken(speaker, monkeypatch, tmp_path):
    config = tmp_path / "no-card.conf"
    config.write_text("pcm.!default { type hw card 31 }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == NotSpoken(number, Silence.NO_SOUND)


@pytest.mark.parametrize(
    ("present", "missing"), [("espeak-ng", Silence.NO_SOUND), ("aplay", Silence.NO_VOICE)], ids=["aplay", "espeak-ng"]
)
def test_a_missing_program_is_named(speaker, tmp_path, monkeypatch, present, missing):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / present).symlink_to(shutil.which(present))
    monkeypatch.setenv("PATH", str(programs))
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == NotSpoken(number, missing)
    speaker.play(Tone.NOTICED, LOUDEST)


def test_a_voice_that_fails_is_named(speaker, tmp_path, monkeypatch):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "aplay").symlink_to(shutil.which("aplay"))
    (programs / "espeak-ng").symlink_to("/bin/false")
    monkeypatch.setenv("PATH", str(programs))
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == NotSpoken(number, Silence.NO_VOICE)


def children(program):
    """The processes of a program that this test started."""
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    return [int(child) for child in listed if Path(f"/proc/{child}/comm").read_text().strip() == program]


def started(program):
    deadline_s = time.monotonic() + _DEADLINE_S
    while not children(program):
        assert time.monotonic() < deadline_s
    return children(program)[0]


@pytest.mark.parametrize(("program", "missed"), [("espeak-ng", Silence.NO_VOICE), ("aplay", Silence.NO_SOUND)])
def test_a_process_that_is_killed_is_named_and_the_next_utterance_is_spoken(speaker, program, missed):
    number = speaker.say(utterance("Bonjour " * 20_000))
    os.kill(started(program), signal.SIGKILL)
    assert outcome(speaker) == NotSpoken(number, missed)
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == Spoken(number)


@pytest.mark.parametrize("program", ["espeak-ng", "aplay"])
def test_a_process_that_hangs_is_given_up_in_time(speaker, monkeypatch, program):
    monkeypatch.setattr(alsa, "_longest_s", lambda *_: 0.5)
    number = speaker.say(utterance("Bonjour " * 20_000))
    os.kill(started(program), signal.SIGSTOP)
    assert outcome(speaker) == NotSpoken(number, Silence.NO_SOUND)
    assert children(program) == []


@pytest.mark.parametrize("language", VOICES)
def test_no_text_is_said_so_slowly_that_the_voice_would_be_taken_for_hanging(language):
    slow = Utterance([Words("19 28 37 46 55 " * 10, language)], LOUDEST, Audience.EVERYONE)
    wav, _ = start_synthesis(slow, 80, subprocess.PIPE).communicate(timeout=_DEADLINE_S)
    assert len(samples_of(wav)) / 22050 < alsa._longest_s(slow, 80) - alsa._START_S


def test_an_utterance_is_replaced_by_the_next(speaker):
    speaker.say(utterance("Bonjour " * 1000))
    number = speaker.say(_BONJOUR)
    assert outcome(speaker) == Spoken(number)


def test_saying_returns_while_it_is_said(speaker):
    number = speaker.say(utterance("Bonjour " * 20_000))
    assert speaker.wait_for_change(None, 0).speech == Speaking(number)


def test_utterances_and_tones_leave_no_descriptor_and_no_process(speaker):
    def held():
        children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
        return len(list(Path("/proc/self/fd").iterdir())), children

    before = held()
    for _ in range(10):
        speaker.say(utterance("Bonjour " * 1000))
        speaker.play(Tone.NOTICED, LOUDEST)
    speaker.say(_BONJOUR)
    deadline_s = time.monotonic() + _DEADLINE_S
    while held() != before:
        assert time.monotonic() < deadline_s
        speaker.wait_for_change(None, 0)


def test_an_interruption_after_closing_is_harmless(speaker):
    speaker.close()
    speaker.interrupt()

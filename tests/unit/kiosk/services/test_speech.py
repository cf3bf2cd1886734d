"""The service on its worker's thread, with the real driver; the room around it is emulated."""

import contextlib
import time

import pytest
from structlog.testing import capture_logs

from hardware.speaker.api import Silence, Tone
from hardware.speaker.options import AlsaOptions, DisabledOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import LOUDEST, Volume
from kiosk.flow.states import VisitToken
from kiosk.services.speech import HeadsetChanged, PlayTone, Say, SpeechEnded, SpeechService, StopSpeaking
from tests.emulators.speaker.emulator import SpeakerEmulator
from tests.unit.kiosk.services.serving import running

_VISIT, _NEXT = VisitToken("visit"), VisitToken("next")


@pytest.fixture
def room(tmp_path, monkeypatch):
    with contextlib.closing(SpeakerEmulator(tmp_path / "room")) as emulator:
        monkeypatch.setenv("PATH", emulator.path())
        yield emulator


def serving(options, posted):
    return running(lambda: SpeechService(open_speaker(options), posted))


@pytest.fixture
def worker(room, posted):
    with serving(AlsaOptions(headset_switch=str(room.headset_switch)), posted) as started:
        yield started


def say(text, visit=_VISIT, *, personal=False, language="fr", volume=Volume()):  # noqa: B008 - frozen
    return Say(visit, text, language, volume, personal)


def test_what_was_spoken_to_its_end_is_told_with_its_visit(worker, posted):
    worker.submit(say("Oui"))
    posted.wait_for(SpeechEnded(_VISIT, None))


def test_the_voice_is_the_languages_and_as_loud_as_chosen(worker, room):
    worker.submit(say("Yes", language="en", volume=LOUDEST))
    heard = room.wait_until_heard("Yes")
    assert (heard.voice, heard.amplitude) == ("en-gb", 200)


def test_the_headset_is_told_in_and_out(worker, room, posted):
    room.plug_in()
    posted.wait_for(HeadsetChanged(True))
    room.unplug()
    posted.wait_for(HeadsetChanged(False))
    assert posted.events == [HeadsetChanged(True), HeadsetChanged(False)]


def test_personal_words_need_the_headset_and_end_with_it(worker, room, posted):
    worker.submit(say("Marie", personal=True))
    posted.wait_for(SpeechEnded(_VISIT, Silence.NO_HEADSET))
    assert room.heard() == []
    room.plug_in()
    posted.wait_for(HeadsetChanged(True))
    worker.submit(say("Marie " * 50, _NEXT, personal=True))
    room.wait_until_heard("Marie")
    room.unplug()
    posted.wait_for(SpeechEnded(_NEXT, Silence.NO_HEADSET))


def test_speech_is_interrupted_when_asked(worker, room, posted):
    worker.submit(say("Bonjour " * 50))
    room.wait_until_heard("Bonjour")
    asked_s = time.monotonic()
    worker.submit(StopSpeaking())
    posted.wait_for(SpeechEnded(_VISIT, Silence.STOPPED))
    assert time.monotonic() - asked_s < 0.1


def test_only_the_last_of_many_utterances_is_told_of(worker, posted):
    for _ in range(20):
        worker.submit(say("Bonjour " * 50))
    worker.submit(say("Oui", _NEXT))
    posted.wait_for(SpeechEnded(_NEXT, None))
    assert SpeechEnded(_VISIT, None) not in posted.events


def test_a_tone_is_heard(worker, room):
    worker.submit(PlayTone(Tone.DONE, Volume()))
    deadline_s = time.monotonic() + 5
    while not room.sounds():
        assert time.monotonic() < deadline_s


def test_stopping_the_worker_ends_what_is_being_said(room, posted):
    with serving(AlsaOptions(), posted) as worker:
        worker.submit(say("Bonjour " * 200))
        room.wait_until_heard("Bonjour")


def test_a_kiosk_without_sound_goes_on_and_says_so_in_the_log_without_the_words(posted):
    with capture_logs() as logs, serving(DisabledOptions(), posted) as worker:
        worker.submit(say("Marie"))
        posted.wait_for(SpeechEnded(_VISIT, Silence.NO_SOUND))
    assert [entry["reason"] for entry in logs] == ["no_sound"]
    assert "Marie" not in repr(logs)


def test_the_words_are_in_no_repr():
    assert "Marie" not in repr(say("Marie"))

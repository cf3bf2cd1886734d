"""The service on its worker's thread, with the real driver; the room around it is emulated."""

import contextlib
import time

import pytest
from structlog.testing import capture_logs

from hardware.speaker.api import Headset, Silence, Tone, Words
from hardware.speaker.options import AlsaOptions, DisabledOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import LOUDEST, Volume
from kiosk.problems import Problem
from kiosk.services.speech import HeadsetChanged, PlayTone, Say, SpeechEnded, SpeechService, StopSpeaking
from tests.emulators.speaker.emulator import SpeakerEmulator
from tests.unit.kiosk.services.serving import running

_FIRST, _NEXT = 1, 2


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


@pytest.fixture
def listening(worker, room, posted):
    """The worker, with a headset plugged in."""
    room.plug_in()
    posted.wait_for(HeadsetChanged(Headset.PLUGGED))
    return worker


def say(text, number=_FIRST, *, language="fr", volume=Volume()):  # noqa: B008 - frozen
    return Say(number, [Words(text, language)], volume)


def test_what_was_spoken_to_its_end_is_told_with_its_number(listening, posted):
    listening.submit(say("Oui"))
    posted.wait_for(SpeechEnded(_FIRST, None))


def test_the_voice_is_the_languages_and_as_loud_as_chosen(listening, room):
    listening.submit(say("Yes", language="en", volume=LOUDEST))
    heard = room.wait_until_heard("Yes")
    assert (heard.voice, heard.amplitude) == ("en-gb", 200)


def test_the_headset_is_told_in_and_out(worker, room, posted):
    room.plug_in()
    posted.wait_for(HeadsetChanged(Headset.PLUGGED))
    room.unplug()
    posted.wait_for(HeadsetChanged(Headset.UNPLUGGED))
    assert posted.events == [HeadsetChanged(Headset.PLUGGED), HeadsetChanged(Headset.UNPLUGGED)]


def test_words_need_the_headset_and_end_with_it(worker, room, posted):
    worker.submit(say("Marie"))
    posted.wait_for(SpeechEnded(_FIRST, Silence.NO_HEADSET))
    assert room.heard() == []
    room.plug_in()
    posted.wait_for(HeadsetChanged(Headset.PLUGGED))
    worker.submit(say("Marie " * 50, _NEXT))
    room.wait_until_heard("Marie")
    room.unplug()
    posted.wait_for(SpeechEnded(_NEXT, Silence.NO_HEADSET))


def test_speech_is_interrupted_when_asked(listening, room, posted):
    listening.submit(say("Bonjour " * 50))
    room.wait_until_heard("Bonjour")
    listening.submit(StopSpeaking())
    posted.wait_for(SpeechEnded(_FIRST, Silence.STOPPED))


def test_only_the_last_of_many_utterances_is_told_of(listening, posted):
    for _ in range(20):
        listening.submit(say("Bonjour " * 50))
    listening.submit(say("Oui", _NEXT))
    posted.wait_for(SpeechEnded(_NEXT, None))
    assert SpeechEnded(_FIRST, None) not in posted.events


def test_utterances_that_were_overtaken_are_not_even_begun(room, posted):
    speaker = open_speaker(AlsaOptions(headset_switch=str(room.headset_switch)))
    with contextlib.closing(SpeechService(speaker, posted)) as service:
        room.plug_in()
        for number in range(30):
            service.handle(say(f"Bonjour {number}", number))
        service.idle()
        assert room.wait_until_heard("Bonjour").text == "Bonjour 29"
        assert len(room.heard()) == 1


def test_what_is_to_be_said_is_not_when_silence_is_wanted_first(room, posted):
    with contextlib.closing(SpeechService(open_speaker(AlsaOptions()), posted)) as service:
        service.handle(say("Bonjour"))
        service.handle(StopSpeaking())
        assert posted.events == [SpeechEnded(_FIRST, Silence.STOPPED)]


def test_a_tone_is_heard(worker, room):
    worker.submit(PlayTone(Tone.DONE, Volume()))
    deadline_s = time.monotonic() + 20
    while not room.sounds():
        assert time.monotonic() < deadline_s


def test_stopping_the_worker_ends_what_is_being_said(room, posted):
    with serving(AlsaOptions(headset_switch=str(room.headset_switch)), posted) as worker:
        room.plug_in()
        posted.wait_for(HeadsetChanged(Headset.PLUGGED))
        worker.submit(say("Bonjour " * 200))
        room.wait_until_heard("Bonjour")


def test_a_kiosk_without_sound_goes_on_and_says_so_in_the_log_without_the_words(posted):
    with capture_logs() as logs, serving(DisabledOptions(), posted) as worker:
        worker.submit(say("Marie"))
        posted.wait_for(SpeechEnded(_FIRST, Silence.NO_SOUND))
    assert [entry["problem"] for entry in logs] == [Problem.SOUND_FAILED.value]
    assert "Marie" not in repr(logs)


def test_a_socket_that_cannot_be_asked_is_told_and_named_in_the_log(posted, tmp_path):
    gone = AlsaOptions(headset_switch=str(tmp_path / "gone"))
    with capture_logs() as logs, serving(gone, posted):
        posted.wait_for(HeadsetChanged(Headset.UNKNOWN))
    assert [entry["problem"] for entry in logs] == [Problem.HEADSET_SOCKET_MISSING.value]


def test_the_words_are_in_no_repr():
    assert "Marie" not in repr(say("Marie"))

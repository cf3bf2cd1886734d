"""What every Speaker promises, whichever driver stands behind it. A new driver adds its factory to `_AUDIBLE`."""

import contextlib
import threading
import time

import pytest

from hardware.speaker.api import (
    Audience,
    Headset,
    NotSpoken,
    Quiet,
    Silence,
    SpeakerState,
    Speaking,
    Spoken,
    Tone,
    Utterance,
    Words,
)
from hardware.speaker.options import AlsaOptions, DisabledOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import LOUDEST, Volume
from tests.emulators.speaker.emulator import SpeakerEmulator
from tests.unit.hardware.speaker.loudness import samples_of, strength

_DEADLINE_S = 20
_SHORT_S = 0.2


def _alsa(room):
    return AlsaOptions(headset_switch=str(room.headset_switch))


_AUDIBLE = {"alsa": _alsa}
_ALL = [*_AUDIBLE, "disabled"]


@pytest.fixture
def room(tmp_path, monkeypatch):
    with contextlib.closing(SpeakerEmulator(tmp_path / "room")) as emulator:
        monkeypatch.setenv("PATH", emulator.path())
        yield emulator


@pytest.fixture
def open_(room):
    with contextlib.ExitStack() as speakers:

        def open_driver(driver):
            speaker = open_speaker(_AUDIBLE[driver](room) if driver in _AUDIBLE else DisabledOptions())
            speakers.callback(speaker.close)
            return speaker

        yield open_driver


def utterance(text="Oui", audience=Audience.EVERYONE, language="fr"):
    return Utterance([Words(text, language)], Volume(), audience)


def until(speaker, holds):
    """Wait for a state and return it."""
    deadline_s = time.monotonic() + _DEADLINE_S
    state = speaker.wait_for_change(None, 0)
    while not holds(state):
        assert time.monotonic() < deadline_s, state
        state = speaker.wait_for_change(state, _DEADLINE_S)
    return state


@pytest.mark.parametrize("driver", _ALL)
def test_at_first_nothing_was_said_and_no_headset_is_plugged_in(open_, driver):
    assert open_(driver).wait_for_change(None, 0) == SpeakerState(Headset.UNPLUGGED, Quiet())


@pytest.mark.parametrize("driver", _ALL)
def test_a_wait_without_change_lasts_its_time_and_tells_the_same(open_, driver):
    speaker = open_(driver)
    state = speaker.wait_for_change(None, 0)
    started_s = time.monotonic()
    assert speaker.wait_for_change(state, _SHORT_S) == state
    assert _SHORT_S * 0.9 <= time.monotonic() - started_s < _DEADLINE_S


@pytest.mark.parametrize("driver", _ALL)
def test_a_wait_can_be_interrupted_from_another_thread(open_, driver):
    speaker = open_(driver)
    state = speaker.wait_for_change(None, 0)
    interrupting = threading.Timer(_SHORT_S, speaker.interrupt)
    interrupting.start()
    started_s = time.monotonic()
    assert speaker.wait_for_change(state, 2 * _DEADLINE_S) == state
    assert time.monotonic() - started_s < _DEADLINE_S
    interrupting.join()


@pytest.mark.parametrize("driver", _ALL)
def test_an_interruption_before_the_wait_is_not_lost(open_, driver):
    speaker = open_(driver)
    state = speaker.wait_for_change(None, 0)
    speaker.interrupt()
    started_s = time.monotonic()
    speaker.wait_for_change(state, 2 * _DEADLINE_S)
    assert time.monotonic() - started_s < _DEADLINE_S


@pytest.mark.parametrize("driver", _ALL)
def test_utterances_are_counted_and_every_one_ends(open_, driver):
    speaker = open_(driver)
    assert [speaker.say(utterance()) for _ in range(2)] == [1, 2]
    state = until(speaker, lambda state: not isinstance(state.speech, Speaking))
    assert state.speech.number == 2


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_what_is_said_is_heard_to_its_end(open_, room, driver):
    speaker = open_(driver)
    number = speaker.say(utterance("Insérez votre carte"))
    assert speaker.wait_for_change(None, 0).speech == Speaking(number)
    assert until(speaker, lambda state: state.speech == Spoken(number))
    assert [heard.text for heard in room.heard()] == ["Insérez votre carte"]


@pytest.mark.parametrize("driver", _ALL)
def test_nothing_personal_is_spoken_without_a_headset(open_, room, driver):
    speaker = open_(driver)
    number = speaker.say(utterance("Marie", Audience.HEADSET_ONLY))
    speech = speaker.wait_for_change(None, 0).speech
    assert speech == NotSpoken(number, Silence.NO_SOUND if driver == "disabled" else Silence.NO_HEADSET)
    assert room.heard() == []


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_pulling_the_headset_out_ends_personal_speech(open_, room, driver):
    speaker = open_(driver)
    room.plug_in()
    until(speaker, lambda state: state.headset is Headset.PLUGGED)
    number = speaker.say(utterance("Marie, née en avril, " * 20, Audience.HEADSET_ONLY))
    room.wait_until_heard("Marie")
    room.unplug()
    state = until(speaker, lambda state: state.headset is Headset.UNPLUGGED)
    assert state.speech == NotSpoken(number, Silence.NO_HEADSET)


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_pulling_the_headset_out_does_not_end_what_everyone_may_hear(open_, room, driver):
    speaker = open_(driver)
    room.plug_in()
    until(speaker, lambda state: state.headset is Headset.PLUGGED)
    number = speaker.say(utterance("Bonjour " * 20))
    room.unplug()
    state = until(speaker, lambda state: state.headset is Headset.UNPLUGGED)
    assert state.speech == Speaking(number)


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_speech_stops_in_the_middle_when_asked(open_, room, driver):
    speaker = open_(driver)
    number = speaker.say(utterance("Bonjour " * 50))
    deadline_s = time.monotonic() + _DEADLINE_S
    while not room.sounds():
        assert time.monotonic() < deadline_s
        speaker.wait_for_change(None, 0)
    speaker.stop()
    assert speaker.wait_for_change(None, 0).speech == NotSpoken(number, Silence.STOPPED)
    heard = room.sounds()[-1].wav
    assert speaker.wait_for_change(speaker.wait_for_change(None, 0), _SHORT_S).speech.number == number
    assert room.sounds()[-1].wav == heard


@pytest.mark.parametrize("driver", _ALL)
def test_a_language_without_a_voice_is_not_spoken(open_, driver):
    speaker = open_(driver)
    number = speaker.say(utterance(language="tlh"))
    speech = speaker.wait_for_change(None, 0).speech
    assert speech == NotSpoken(number, Silence.NO_SOUND if driver == "disabled" else Silence.NO_VOICE)


@pytest.mark.parametrize("driver", _ALL)
@pytest.mark.parametrize("tone", Tone)
def test_what_is_said_after_a_tone_waits_until_it_is_over(open_, room, driver, tone):
    speaker = open_(driver)
    speaker.play(tone, Volume())
    number = speaker.say(utterance())
    until(speaker, lambda state: state.speech in (Spoken(number), NotSpoken(number, Silence.NO_SOUND)))
    if driver != "disabled":
        rung, said = room.sounds()
        assert said.began_s - rung.began_s >= rung.duration_s


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_a_tone_ends_what_is_being_said(open_, driver):
    speaker = open_(driver)
    number = speaker.say(utterance("Bonjour " * 50))
    speaker.play(Tone.ATTENTION, Volume())
    assert speaker.wait_for_change(None, 0).speech == NotSpoken(number, Silence.STOPPED)


@pytest.mark.parametrize("driver", _AUDIBLE)
def test_stopping_also_drops_what_waits_for_a_tone(open_, room, driver):
    speaker = open_(driver)
    speaker.play(Tone.DONE, Volume())
    number = speaker.say(utterance())
    assert speaker.wait_for_change(None, 0).speech == Speaking(number)
    speaker.stop()
    assert speaker.wait_for_change(None, 0).speech == NotSpoken(number, Silence.STOPPED)
    following = speaker.say(utterance("Non"))
    until(speaker, lambda state: state.speech == Spoken(following))
    assert [heard.text for heard in room.heard()] == ["Non"]


def test_nothing_personal_is_in_the_repr_of_an_utterance():
    assert "Marie" not in repr(utterance("Marie", Audience.HEADSET_ONLY))


@pytest.mark.parametrize("driver", _ALL)
def test_closing_twice_is_closing_once(open_, driver):
    speaker = open_(driver)
    speaker.say(utterance("Bonjour " * 20))
    speaker.close()
    speaker.close()


@pytest.mark.parametrize("driver", _AUDIBLE)
@pytest.mark.parametrize(
    ("tone", "frequency_hz"),
    [(Tone.NOTICED, 659.26), (Tone.ATTENTION, 783.99), (Tone.DONE, 783.99), (Tone.TROUBLE, 349.23)],
)
def test_what_comes_out_of_the_device_is_the_tone_at_its_pitch_and_no_louder_than_speech(
    open_, room, driver, tone, frequency_hz
):
    speaker = open_(driver)
    speaker.play(tone, LOUDEST)
    number = speaker.say(utterance())
    until(speaker, lambda state: state.speech == Spoken(number))
    samples = samples_of(room.sounds()[0].wav)
    last_note = samples[-4410:]
    at_pitch = strength(last_note, frequency_hz)
    assert at_pitch > 1000
    assert at_pitch > 3 * max(strength(last_note, frequency_hz * factor) for factor in (0.75, 1.33, 3))
    assert 5000 < max(samples) < 12000

"""When the pages are spoken, how loud, and what becomes of a voice that falls."""

import pytest

from hardware.speaker.api import Headset, Silence, Tone
from hardware.speaker.volume import LOUDEST, SOFTEST, Volume
from kiosk.i18n import Catalog, languages
from kiosk.narrator import Narrator
from kiosk.problems import Problem
from kiosk.services.speech import HeadsetChanged, PlayTone, Say, SpeechEnded, StopSpeaking
from kiosk.ui.view_models import Listening, SpeechWish, view_model
from tests.ui.samples import samples

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


class Heard:
    """A narrator, what it asks of the speaker, and what it tells the screens."""

    def __init__(self, tone_volume=None, can_listen=True):
        self.commands = []
        self.told = []
        self.narrator = Narrator(self.commands.append, self.told.append)
        self.narrator.configure(can_listen=can_listen, tone_volume=tone_volume)

    def show(self, name, language="fr"):
        view = view_model(samples(language)[name], NAMES, Listening())
        self.narrator.read_page(view, (*view.choices, *view.actions, *view.footer), language)

    def plug(self, headset=Headset.PLUGGED):
        self.narrator.hear(HeadsetChanged(headset))

    def end(self, silence=None):
        self.narrator.hear(SpeechEnded(self.said[-1].number, silence))

    @property
    def said(self):
        return [command for command in self.commands if isinstance(command, Say)]

    @property
    def texts(self):
        return [" ".join(words.text for words in say.words) for say in self.said]


@pytest.fixture
def heard():
    return Heard()


def test_nothing_is_said_before_the_headset_and_nothing_after_it(heard):
    heard.show("welcome")
    assert heard.commands == []
    heard.plug()
    assert [type(command) for command in heard.commands] == [Say]
    heard.plug(Headset.UNPLUGGED)
    heard.show("confirm-identity")
    assert [type(command) for command in heard.commands] == [Say, StopSpeaking]


def test_the_headset_is_greeted_with_the_page_and_how_to_go_on_by_keys(heard):
    heard.show("welcome")
    heard.plug()
    [greeting] = heard.texts
    assert greeting.startswith("Bonjour")
    assert greeting.endswith(Catalog.load("fr").text("listen.keys"))


def test_a_new_language_is_spoken_at_once(heard):
    heard.show("welcome")
    heard.plug()
    heard.show("welcome", "de")
    assert {words.language for words in heard.said[-1].words} == {"de"}


def test_the_page_is_said_again_when_wanted_and_nothing_without_a_headset(heard):
    heard.show("welcome")
    for wish in SpeechWish:
        heard.narrator.obey(wish)
    assert heard.commands == []
    heard.plug()
    heard.narrator.obey(SpeechWish.REPEAT)
    assert heard.texts[1] == heard.texts[0].removesuffix(" " + Catalog.load("fr").text("listen.keys"))


def test_silence_can_be_had(heard):
    heard.show("welcome")
    heard.plug()
    heard.narrator.obey(SpeechWish.QUIET)
    assert heard.commands[-1] == StopSpeaking()
    heard.end(Silence.STOPPED)
    assert len(heard.said) == 1


def test_the_level_is_said_at_each_step_and_at_both_ends(heard):
    heard.show("welcome")
    heard.plug()
    heard.end()
    for _ in range(4):
        heard.narrator.obey(SpeechWish.LOUDER)
        heard.end()
    assert [text[-8:] for text in heard.texts[-4:]] == ["5 sur 7.", "6 sur 7.", "7 sur 7.", "7 sur 7."]
    assert heard.said[-1].volume == LOUDEST
    for _ in range(7):
        heard.narrator.obey(SpeechWish.SOFTER)
        heard.end()
    assert (heard.texts[-1][-8:], heard.said[-1].volume) == ("1 sur 7.", SOFTEST)
    assert heard.told[-1] == Listening(has_headset=True, volume=SOFTEST)


def test_a_page_that_was_being_said_is_said_again_at_the_new_volume(heard):
    heard.show("welcome")
    heard.plug()
    heard.narrator.obey(SpeechWish.LOUDER)
    assert "5 sur 7. Bonjour" in heard.texts[-1]


def test_the_volume_is_forgotten_with_the_visit_and_with_the_headset(heard):
    welcome, goodbye = samples()["welcome"], samples()["goodbye"]
    heard.plug()
    for forget in (lambda: heard.narrator.follow(goodbye, welcome), heard.plug):
        heard.narrator.obey(SpeechWish.LOUDER)
        assert heard.told[-1].volume == Volume().louder()
        forget()
        assert heard.told[-1].volume == Volume()


def test_a_voice_that_fell_is_tried_once_more_and_named_until_it_speaks(heard):
    heard.show("welcome")
    heard.plug()
    heard.end(Silence.NO_VOICE)
    assert len(heard.said) == 2
    heard.end(Silence.NO_VOICE)
    assert len(heard.said) == 2
    assert heard.narrator.problems == [Problem.VOICE_FAILED]
    heard.show("reading-card")
    heard.end(Silence.NO_SOUND)
    assert heard.narrator.problems == [Problem.SOUND_FAILED]
    heard.end()
    assert heard.narrator.problems == []


def test_a_socket_that_does_not_tell_is_named_and_nothing_is_said(heard):
    heard.show("welcome")
    heard.plug(Headset.UNKNOWN)
    assert heard.narrator.problems == [Problem.HEADSET_SOCKET_MISSING]
    assert heard.said == []
    heard.plug()
    assert heard.narrator.problems == []


def test_it_is_speaking_from_the_first_word_to_the_end_of_the_last_utterance(heard):
    heard.show("welcome")
    assert not heard.narrator.is_speaking
    heard.plug()
    first = heard.said[-1].number
    heard.show("reading-card")
    heard.narrator.hear(SpeechEnded(first, None))
    assert heard.narrator.is_speaking
    heard.end()
    assert not heard.narrator.is_speaking


def test_a_headset_that_is_gone_speaks_no_more(heard):
    heard.show("welcome")
    heard.plug()
    heard.plug(Headset.UNPLUGGED)
    assert not heard.narrator.is_speaking


def test_without_a_socket_there_is_nothing_to_listen_to():
    assert Heard(can_listen=False).told == [None]


def test_tones_are_as_loud_as_configured_in_the_room_and_as_the_speech_in_the_headset():
    heard = Heard(tone_volume=Volume(1))
    before, after = samples()["welcome"], samples()["reading-card"]
    heard.narrator.follow(before, after)
    heard.plug()
    heard.narrator.obey(SpeechWish.LOUDER)
    heard.narrator.follow(before, after)
    assert [command for command in heard.commands if isinstance(command, PlayTone)] == [
        PlayTone(Tone.NOTICED, Volume(1)),
        PlayTone(Tone.NOTICED, Volume().louder()),
    ]


def test_tones_can_be_switched_off(heard):
    heard.plug()
    heard.narrator.follow(samples()["welcome"], samples()["reading-card"])
    assert not any(isinstance(command, PlayTone) for command in heard.commands)


def test_what_is_typed_is_in_no_repr(heard):
    heard.show("type-traits-family-name")
    heard.plug()
    assert "A, D, R" in heard.texts[-1]
    assert "A, D, R" not in repr(heard.commands)

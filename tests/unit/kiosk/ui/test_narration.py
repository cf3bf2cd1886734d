"""What each page says aloud."""

import pytest

from kiosk.flow.states import VisitToken
from kiosk.i18n import Catalog, languages
from kiosk.narrator import Narrator
from kiosk.services.speech import HeadsetChanged, Say, StopSpeaking
from kiosk.ui.narration import narration_of
from kiosk.ui.view_models import view_model
from tests.ui.samples import samples

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


def narration(name, language="fr"):
    return narration_of(view_model(samples(language)[name], NAMES), Catalog.load(language))


def test_the_identity_is_read_out_with_both_answers_and_only_in_a_headset():
    said = narration("confirm-identity")
    for words in ("Est-ce bien vous", "ADRTROIS", "TOUSSAINT", "1er janvier 1960", "Non", "Oui"):
        assert words in said.text
    assert said.personal


def test_the_number_is_said_wherever_it_is_shown():
    for name in ("see-desk-not-found", "show-number", "take-card-and-ticket"):
        assert "A 12" in narration(name).text


@pytest.mark.parametrize("language", languages())
def test_every_page_says_something_in_every_language_and_names_persons_in_a_headset_only(language):
    for name, kiosk in samples(language).items():
        said = narration(name, language)
        assert said.text
        assert "?." not in said.text
        for person in ("ADRTROIS", "TOUSSAINT", "Toussaint", "DE VINCI"):
            assert said.personal or person not in said.text, name
        assert kiosk.language == language


class Speech:
    def __init__(self):
        self.said = []
        self.narrator = Narrator(self.said.append)


@pytest.fixture
def speech():
    return Speech()


def test_nothing_is_said_before_the_headset_and_nothing_after_it(speech):
    welcome, confirm = samples()["welcome"], samples()["confirm-identity"]
    speech.narrator.follow(welcome, confirm)
    assert speech.said == []
    speech.narrator.hear(HeadsetChanged(plugged=True), confirm)
    speech.narrator.hear(HeadsetChanged(plugged=False), confirm)
    speech.narrator.follow(confirm, welcome)
    assert [type(said) for said in speech.said] == [Say, StopSpeaking]


def test_after_a_key_only_what_is_typed_is_said(speech):
    empty, typed = samples()["type-traits-nothing-yet"], samples()["type-traits-family-name"]
    speech.narrator.hear(HeadsetChanged(plugged=True), empty)
    speech.narrator.follow(empty, typed)
    assert speech.said[-1].text == "ADRTROIS"
    assert speech.said[-1].personal
    assert speech.said[-1].visit == VisitToken("sample")

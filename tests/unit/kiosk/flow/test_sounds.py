"""Which tone marks which step of a visit."""

from dataclasses import replace

import pytest

from hardware.speaker.api import Tone
from kiosk.flow.sounds import tone_of
from kiosk.flow.states import StillThere, TakeCard
from tests.ui.samples import samples

SAMPLES = samples()


@pytest.mark.parametrize(
    ("before", "after", "tone"),
    [
        ("starting", "welcome", None),
        ("welcome", "reading-card", Tone.NOTICED),
        ("reading-card", "choose-person", Tone.NOTICED),
        ("choose-person", "asking-insi", Tone.NOTICED),
        ("asking-insi", "confirm-identity", Tone.NOTICED),
        ("confirm-identity", "still-there", Tone.ATTENTION),
        ("still-there", "confirm-identity", Tone.NOTICED),
        ("confirm-identity", "printing", Tone.NOTICED),
        ("printing", "take-card-and-ticket", Tone.DONE),
        ("printing", "goodbye-with-ticket", Tone.DONE),
        ("take-card-and-ticket", "goodbye-with-ticket", None),
        ("goodbye-with-ticket", "welcome", None),
        ("reading-card", "card-mute", Tone.TROUBLE),
        ("printing", "show-number", Tone.TROUBLE),
        ("see-desk-not-me", "take-card", Tone.ATTENTION),
        ("take-card", "card-forgotten", Tone.ATTENTION),
        ("welcome", "see-desk-no-card", Tone.NOTICED),
        ("asking-insi", "see-desk-not-found", Tone.TROUBLE),
        ("type-traits-nothing-yet", "type-traits-family-name", None),
    ],
)
def test_each_step_has_its_tone(before, after, tone):
    assert tone_of(SAMPLES[before], SAMPLES[after]) is tone


def test_the_reminder_that_time_is_nearly_over_is_rung_once():
    page = SAMPLES["confirm-identity"]
    reminded = replace(page, is_reminded=True)
    assert tone_of(page, reminded) is Tone.ATTENTION
    assert tone_of(reminded, reminded) is None
    assert tone_of(reminded, page) is None


def test_a_page_that_is_gone_back_to_is_not_rung_as_if_it_were_new():
    page = replace(SAMPLES["take-card"], state=TakeCard(has_ticket=True))
    assert tone_of(replace(page, state=StillThere(page.state)), page) is Tone.NOTICED

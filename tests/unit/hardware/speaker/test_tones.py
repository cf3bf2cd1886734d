from itertools import pairwise

import pytest

from hardware.speaker.api import Tone
from hardware.speaker.tones import SAMPLE_RATE_HZ, render
from hardware.speaker.volume import LOUDEST, SOFTEST, Volume
from tests.unit.hardware.speaker.loudness import level_db, samples_of

_SOFT_EDGE = 40
"""Of 32767: what no ear hears as a click."""


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_and_soft_and_begins_and_ends_without_a_click(tone):
    samples = samples_of(render(tone, LOUDEST))
    assert 0.1 <= len(samples) / SAMPLE_RATE_HZ <= 0.7
    assert 5000 < max(samples) < 12000
    assert abs(samples[0]) < _SOFT_EDGE
    assert abs(samples[-1]) < _SOFT_EDGE


@pytest.mark.parametrize("tone", Tone)
def test_no_two_samples_are_further_apart_than_in_the_highest_note(tone):
    samples = samples_of(render(tone, LOUDEST))
    assert max(abs(after - before) for before, after in pairwise(samples)) < 4000


def test_the_volume_changes_a_tone_by_its_decibels():
    loud, soft = (level_db(render(Tone.DONE, volume)) for volume in (LOUDEST, SOFTEST))
    assert loud - soft == pytest.approx(18, abs=0.1)


def test_every_tone_is_its_own():
    assert len({render(tone, Volume()) for tone in Tone}) == len(Tone)

"""What the settings of the speaker mean to the screens and to the tones."""

from types import SimpleNamespace

import pytest

from hardware.speaker.options import AlsaOptions, DisabledOptions
from hardware.speaker.volume import SOFTEST, Volume
from kiosk.bootstrap import has_headset_socket, tone_volume


@pytest.mark.parametrize(
    ("options", "can_listen", "volume"),
    [
        (DisabledOptions(), False, None),
        (AlsaOptions(), False, Volume()),
        (AlsaOptions(headset_switch="/dev/input/headset"), True, Volume()),
        (AlsaOptions(tone_volume=0), False, SOFTEST),
        (AlsaOptions(headset_switch="/dev/input/headset", tones=False), True, None),
    ],
)
def test_without_a_socket_nothing_can_be_listened_to_and_tones_are_as_loud_as_set(options, can_listen, volume):
    settings = SimpleNamespace(speaker=options)
    assert (has_headset_socket(settings), tone_volume(settings)) == (can_listen, volume)

"""From the technician's word to the driver; each driver is imported only when it is chosen."""

from typing import assert_never

from hardware.speaker.api import Speaker
from hardware.speaker.options import AlsaOptions, DisabledOptions, SpeakerOptions


def open_speaker(options: SpeakerOptions) -> Speaker:
    """Make the driver ready; a missing sound device, voice or headset is a state it reports, and raises nothing."""
    match options:
        case AlsaOptions():
            from hardware.speaker.alsa import AlsaSpeaker

            return AlsaSpeaker(options)
        case DisabledOptions():
            from hardware.speaker.disabled import DisabledSpeaker

            return DisabledSpeaker()
        case _:
            assert_never(options)

"""The voice: espeak-ng as a process of its own. The text goes through memory, never onto its command line."""

import os
import subprocess

from hardware.speaker.api import Utterance

VOICES = {
    "ar": "ar",
    "de": "de",
    "en": "en-gb",
    "es": "es",
    "fr": "fr-fr",
    "it": "it",
    "pt": "pt",
    "tr": "tr",
}
"""espeak-ng's name of the voice for each of the kiosk's languages."""

_LOUDEST_AMPLITUDE = 200
"""espeak-ng's `-a`, at most 200; the samples grow in proportion to it."""
_UTF_8 = "1"


def start_synthesis(utterance: Utterance, words_per_minute: int, sound: int) -> subprocess.Popen[bytes]:
    """Start speaking a WAV file into the descriptor `sound`.

    Raises KeyError if the language has no voice, OSError if espeak-ng cannot be started.
    """
    command = [
        "espeak-ng",
        *("-v", VOICES[utterance.language]),
        *("-a", str(round(_LOUDEST_AMPLITUDE * utterance.volume.gain))),
        *("-s", str(words_per_minute)),
        *("-b", _UTF_8),
        "--stdin",
        "--stdout",
    ]
    # Memory with a descriptor: unlike a pipe, it takes a text of any length without a reader.
    text = os.memfd_create("utterance")
    try:
        os.write(text, utterance.text.encode("utf-8", "replace"))
        os.lseek(text, 0, os.SEEK_SET)
        return subprocess.Popen(command, stdin=text, stdout=sound, stderr=subprocess.DEVNULL)
    finally:
        os.close(text)

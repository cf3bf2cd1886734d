"""The voice: espeak-ng as a process of its own. The text goes through memory, never onto its command line."""

import html
import os
import subprocess
from collections.abc import Sequence

from hardware.speaker.api import Utterance, Words

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

    Raises KeyError if a language has no voice, OSError if espeak-ng cannot be started.
    """
    text_in_voices = _ssml(utterance.words)
    command = [
        "espeak-ng",
        *("-v", VOICES[utterance.words[0].language]),
        *("-a", str(round(_LOUDEST_AMPLITUDE * utterance.volume.gain))),
        *("-s", str(words_per_minute)),
        *("-b", _UTF_8),
        "-m",
        "--stdin",
        "--stdout",
    ]
    # Memory with a descriptor: unlike a pipe, it takes a text of any length without a reader.
    text = os.memfd_create("utterance")
    try:
        os.write(text, text_in_voices.encode("utf-8", "replace"))
        os.lseek(text, 0, os.SEEK_SET)
        return subprocess.Popen(command, stdin=text, stdout=sound, stderr=subprocess.DEVNULL)
    finally:
        os.close(text)


def _ssml(words: Sequence[Words]) -> str:
    """Mark up each language's words with its voice (W3C SSML 1.1 §3.2.1)."""
    texts = [(VOICES[each.language], html.escape(each.text, quote=False)) for each in words]
    marked = " ".join(f'<voice xml:lang="{voice}">{text}</voice>' for voice, text in texts)
    return f"<speak>{marked}</speak>"

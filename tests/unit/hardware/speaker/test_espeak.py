"""The real espeak-ng."""

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from hardware.speaker.api import Audience, Utterance, Words
from hardware.speaker.espeak import VOICES, start_synthesis
from hardware.speaker.volume import SOFTEST, Volume
from tests.unit.hardware.speaker.loudness import level_db, samples_of

_TIMEOUT_S = 20
_SENTENCES = {
    "ar": "أدخل بطاقتك",
    "de": "Führen Sie Ihre Karte ein",
    "en": "Insert your card",
    "es": "Introduzca su tarjeta",
    "fr": "Insérez votre carte",
    "it": "Inserisca la sua carta",
    "pt": "Insira o seu cartão",
    "tr": "Kartınızı takın",
}


def utterance(*words, volume=SOFTEST):
    return Utterance(words, volume, Audience.EVERYONE)


def spoken(text, language="fr", volume=Volume(), words_per_minute=160):  # noqa: B008 - frozen
    process = start_synthesis(utterance(Words(text, language), volume=volume), words_per_minute, subprocess.PIPE)
    wav, _ = process.communicate(timeout=_TIMEOUT_S)
    assert process.returncode == 0
    return wav


@pytest.mark.parametrize("language", _SENTENCES)
def test_every_language_of_the_kiosk_has_a_voice(language):
    samples = samples_of(spoken(_SENTENCES[language], language))
    assert 0.5 < len(samples) / 22050 < 5
    assert max(samples) > 3000


def test_the_languages_are_these():
    assert set(VOICES) == set(_SENTENCES)


def test_each_language_has_a_voice_of_its_own_in_this_espeak():
    listed = subprocess.run(["espeak-ng", "--voices"], capture_output=True, text=True, check=True, timeout=_TIMEOUT_S)
    known = {line.split()[1] for line in listed.stdout.splitlines()[1:]}
    assert set(VOICES.values()) <= known


def test_the_measured_range_is_18_db_with_12_db_above_the_softest():
    # EN 301 549 §8.2.1
    levels_db = [level_db(spoken(_SENTENCES["fr"], volume=Volume(step))) for step in range(7)]
    assert levels_db[6] - levels_db[0] >= 18
    assert levels_db[4] - levels_db[0] >= 12
    assert all(1.5 < louder - softer < 4.5 for softer, louder in pairwise(levels_db))


def test_a_higher_speed_is_a_shorter_utterance():
    assert len(spoken(_SENTENCES["fr"], words_per_minute=300)) < 0.8 * len(spoken(_SENTENCES["fr"]))


def test_a_text_of_any_length_is_taken_at_once():
    process = start_synthesis(utterance(Words("Bonjour. " * 50_000, "fr")), 400, subprocess.PIPE)
    with process:
        assert process.stdout.read(44).startswith(b"RIFF")
        process.kill()


def test_the_text_is_on_no_command_line():
    with start_synthesis(utterance(Words("TOUSSAINT " * 1000, "fr")), 160, subprocess.PIPE) as process:
        # What the system shows of it, which is nothing once it has ended, and what it was started with.
        shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.kill()
    assert "espeak-ng" in str(process.args)
    assert "TOUSSAINT" not in str(process.args)
    assert b"TOUSSAINT" not in shown


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "[[", "<speak>", "&", "</speak>", "12/04/1987", "\n" * 100]
)
def test_any_text_is_spoken_or_silent_but_never_a_failure(text):
    spoken(text)

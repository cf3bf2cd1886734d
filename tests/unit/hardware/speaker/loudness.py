import array
import cmath
import io
import math
import wave


def samples_of(wav):
    """Return the samples of a WAV file, one channel of 16 bits; a streamed one has no true length in its header."""
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array.array("h", wav[44 : len(wav) - len(wav) % 2])


def level_db(wav):
    """Return the mean level in decibels, relative to a sample of 1."""
    samples = samples_of(wav)
    return 10 * math.log10(sum(sample * sample for sample in samples) / len(samples))


def strength(samples, frequency_hz, rate_hz=22050):
    """Return how much of the frequency is in the samples, as the amplitude of its sine."""
    turn = -2j * math.pi * frequency_hz / rate_hz
    return 2 * abs(sum(sample * cmath.exp(turn * index) for index, sample in enumerate(samples))) / len(samples)

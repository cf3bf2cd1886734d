"""Soft tones, computed rather than recorded: a sine and a little of its octave, without an edge at either end."""

import io
import math
import struct
import wave
from dataclasses import dataclass

from hardware.speaker.api import Tone
from hardware.speaker.volume import Volume

SAMPLE_RATE_HZ = 22050
_FULL_SCALE = 32767
_LOUDEST = 0.35
"""Of full scale, at the loudest step: about as loud as speech."""
_OCTAVE = 0.2
_ATTACK_S = 0.02
_C5_HZ, _E5_HZ, _G5_HZ, _A4_HZ, _F4_HZ = 523.25, 659.26, 783.99, 440.0, 349.23


@dataclass(frozen=True)
class _Note:
    frequency_hz: float
    duration_s: float


_MELODIES = {
    Tone.NOTICED: (_Note(_E5_HZ, 0.15),),
    Tone.DONE: (_Note(_C5_HZ, 0.14), _Note(_E5_HZ, 0.14), _Note(_G5_HZ, 0.3)),
    Tone.ATTENTION: (_Note(_G5_HZ, 0.2), _Note(_G5_HZ, 0.3)),
    Tone.TROUBLE: (_Note(_A4_HZ, 0.2), _Note(_F4_HZ, 0.35)),
}


def render(tone: Tone, volume: Volume) -> bytes:
    """Return the tone as a WAV file: one channel, 16 bits."""
    peak = _FULL_SCALE * _LOUDEST * volume.gain
    samples = [round(peak * level) for note in _MELODIES[tone] for level in _levels(note)]
    container = io.BytesIO()
    with wave.open(container, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return container.getvalue()


def _levels(note: _Note) -> list[float]:
    count = round(note.duration_s * SAMPLE_RATE_HZ)
    return [_envelope(index / SAMPLE_RATE_HZ, note) * _wave_at(index, note) for index in range(count)]


def _wave_at(index: int, note: _Note) -> float:
    phase = 2 * math.pi * note.frequency_hz * index / SAMPLE_RATE_HZ
    return (math.sin(phase) + _OCTAVE * math.sin(2 * phase)) / (1 + _OCTAVE)


def _envelope(at_s: float, note: _Note) -> float:
    """Swell within 20 ms, then fade away to nothing, both along a cosine."""
    if at_s < _ATTACK_S:
        return (1 - math.cos(math.pi * at_s / _ATTACK_S)) / 2
    return (1 + math.cos(math.pi * (at_s - _ATTACK_S) / (note.duration_s - _ATTACK_S))) / 2

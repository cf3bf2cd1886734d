"""aplay as a process of its own: it plays a WAV file from a descriptor on an ALSA device."""

import os
import subprocess

_REAP_S = 1.0
"""How long a killed process may take to be gone; the kernel needs microseconds, unless the sound driver hangs."""


def start_playback(audio: int, device: str) -> subprocess.Popen[bytes]:
    """Start playing what comes out of the descriptor `audio`; raises OSError if aplay cannot be started."""
    return subprocess.Popen(
        ["aplay", "--quiet", "--device", device, "-"],
        stdin=audio,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def start_playback_of(wav: bytes, device: str) -> subprocess.Popen[bytes]:
    """Start playing a WAV file held in memory; raises OSError if aplay cannot be started."""
    audio = os.memfd_create("tone")
    try:
        os.write(audio, wav)
        os.lseek(audio, 0, os.SEEK_SET)
        return start_playback(audio, device)
    finally:
        os.close(audio)


def silence(process: subprocess.Popen[bytes]) -> None:
    """End a process at once: killed, it leaves no sound behind, as the kernel drops what its device still holds."""
    process.kill()
    try:
        process.wait(_REAP_S)
    except subprocess.TimeoutExpired:
        # Stuck in the driver: it dies when the driver lets it, and `Popen` reaps it later.
        return

"""Stands in for aplay: takes the sound no faster than a sound device, and keeps what was heard."""

import sys
import time

_HEADER_BYTES = 44
_CHUNK_S = 0.02


def main(folder: str) -> int:
    """Play standard input; like aplay, fail on what is no WAV file."""
    header = sys.stdin.buffer.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(b"RIFF"):
        return 1
    bytes_per_s = int.from_bytes(header[28:32], "little")
    # Started for every sound, so pathlib is too slow an import.
    with open(f"{folder}/played-{time.monotonic_ns()}.wav", "wb", buffering=0) as kept:  # noqa: PTH123
        kept.write(header)
        started_s = time.monotonic()
        played = 0
        while chunk := sys.stdin.buffer.read(2 * round(bytes_per_s * _CHUNK_S / 2)):
            kept.write(chunk)
            played += len(chunk)
            time.sleep(max(0.0, started_s + played / bytes_per_s - time.monotonic()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

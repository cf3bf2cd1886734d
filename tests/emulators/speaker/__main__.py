"""A headset's socket and a room that hears, beside a kiosk: `python -m tests.emulators.speaker FOLDER`."""

import shlex
import sys
from pathlib import Path

from tests.emulators.speaker.emulator import SpeakerEmulator


def main(folder: Path) -> None:
    """Take `plug in`, `unplug` and `heard` from standard input until it ends."""
    speaker = SpeakerEmulator(folder)
    print(f"speaker emulator ready: PATH={shlex.quote(speaker.path())}", flush=True)
    print(f"headset_switch = {str(speaker.headset_switch)!r}", flush=True)
    try:
        for line in sys.stdin:
            match line.strip():
                case "plug in":
                    speaker.plug_in()
                case "unplug":
                    speaker.unplug()
                case "heard":
                    for heard in speaker.heard():
                        print(f"{heard.voice}\t{heard.amplitude}\t{heard.text}", flush=True)
                case other:
                    print(f"{other!r} is none of: plug in, unplug, heard", flush=True)
    finally:
        speaker.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

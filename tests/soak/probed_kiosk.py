"""`kiosk` as it is, which on SIGUSR1 adds a line to a file on what it holds: `… FILE ARGUMENTS_OF_KIOSK`."""

import ctypes
import gc
import json
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kiosk.__main__ import main as kiosk


def main(arguments: Sequence[str]) -> int:
    file = Path(arguments[0])
    # Python runs it on the main thread, between two steps of the program.
    signal.signal(signal.SIGUSR1, lambda *_: _tell(file))
    return kiosk(arguments[1:])


def _tell(file: Path) -> None:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # malloc_trim(3): what is free goes back, so that what is left is in use
    kinds = Counter(type(thing).__name__ for thing in gc.get_objects())
    content = {"objects": kinds.total(), "textures": kinds["Texture"], "kinds": dict(kinds.most_common(60))}
    with file.open("a") as lines:
        lines.write(json.dumps(content) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

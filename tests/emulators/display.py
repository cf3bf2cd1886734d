"""A display without a monitor: an X server of our own, in memory."""

import contextlib
import os
import selectors
import subprocess
from collections.abc import Iterator
from pathlib import Path

_START_S = 20.0
_STOP_S = 10.0


@contextlib.contextmanager
def start_display(width: int, height: int, memory_folder: Path | None = None) -> Iterator[str]:
    """Run Xvfb with one screen of `width` x `height` pixels; give its name for DISPLAY.

    The server picks a free number by itself and listens on no network. In `memory_folder`, if one is given, it keeps
    the pixels in a file that others may look into. Raises TimeoutError or ChildProcessError if it does not come up.
    """
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as ready:
        server = subprocess.Popen(
            [
                "Xvfb",
                *("-displayfd", str(write_end)),
                *("-screen", "0", f"{width}x{height}x24"),
                *("-nolisten", "tcp"),
                *("-s", "0"),  # never blank the screen
                *(() if memory_folder is None else ("-fbdir", str(memory_folder))),
                "-noreset",  # stay when the last client has gone
            ],
            pass_fds=[write_end],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(ready, selectors.EVENT_READ)
                if not selector.select(_START_S):
                    raise TimeoutError("Xvfb did not come up")
            number = ready.readline().decode().strip()
            if not number:
                raise ChildProcessError(f"Xvfb ended with status {server.wait(_STOP_S)}")
            yield f":{number}"
        finally:
            server.terminate()
            try:
                server.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
                raise

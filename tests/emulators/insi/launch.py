"""A simulator as a child process, for tests and demonstrations."""

import contextlib
import re
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.emulators.insi.pki import Pki
from tests.emulators.insi.steering import InsiSimulator

_PROJECT = Path(__file__).parents[3]
_START_S = 20.0
_STOP_S = 10.0
_READY = re.compile(r"insi simulator ready: (?P<url>\S+)")


class SimulatorNotStarted(RuntimeError):
    """Raised when the child is not ready in time; its own words are on stderr."""


@dataclass(frozen=True)
class RunningSimulator:
    url: str
    pki: Pki
    steering: InsiSimulator
    process: subprocess.Popen[str]


@contextlib.contextmanager
def start_simulator(pki_folder: Path, *arguments: str, port: int = 0, quiet: bool = True) -> Iterator[RunningSimulator]:
    """Run a simulator on a free port of 127.0.0.1 until the block ends.

    `arguments` are those of the program, such as `"--profile", "production"`. The child stops by itself when this
    process dies. Raises `SimulatorNotStarted`.
    """
    with tempfile.TemporaryDirectory(prefix="insi-") as short:  # the path of a Unix socket has 107 bytes at most
        control = Path(short) / "control"
        command = [sys.executable, "-m", "tests.emulators.insi", "--port", str(port), "--pki", str(pki_folder)]
        command += ["--control", str(control), "--stop-with-stdin", *arguments]
        command += ["--quiet"] if quiet else []
        with subprocess.Popen(
            command, cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                url = _wait_until_ready(process)
                yield RunningSimulator(url, Pki(pki_folder), InsiSimulator(control), process)
            finally:
                process.terminate()
                try:
                    process.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise


def _wait_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(_START_S) else ""
    ready = _READY.match(line)
    if ready is None:
        raise SimulatorNotStarted(f"exit status {process.poll()}, said {line!r}")
    return ready["url"]

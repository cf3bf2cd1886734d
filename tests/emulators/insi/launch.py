"""A simulator as a child process, for tests and demonstrations."""

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.emulators.child_program import child_program
from tests.emulators.insi.pki import Pki
from tests.emulators.insi.steering import InsiSimulator

_READY = re.compile(r"insi simulator ready: (?P<address>\S+)")


@dataclass(frozen=True)
class RunningSimulator:
    url: str
    pki: Pki
    steering: InsiSimulator
    process: subprocess.Popen[str]


@contextlib.contextmanager
def start_simulator(pki_folder: Path, *arguments: str, port: int = 0, quiet: bool = True) -> Iterator[RunningSimulator]:
    """Run a simulator on a free port of 127.0.0.1 until the block ends.

    `arguments` are those of the program, such as `"--profile", "production"`. It stops by itself when this process
    dies. Raises `ProgramNotStarted`.
    """
    with tempfile.TemporaryDirectory(prefix="insi-") as short:  # the path of a Unix socket has 107 bytes at most
        control = Path(short) / "control"
        line = ["--port", str(port), "--pki", str(pki_folder), "--control", str(control), "--stop-with-stdin"]
        line += [*(["--quiet"] if quiet else []), *arguments]
        with child_program("tests.emulators.insi", line, _READY) as child:
            yield RunningSimulator(child.address, Pki(pki_folder), InsiSimulator(control), child.process)

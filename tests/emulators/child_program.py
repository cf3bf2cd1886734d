"""An emulator as a child process: started, waited for, stopped."""

import contextlib
import re
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).parents[2]
_START_S = 20.0
_STOP_S = 10.0


class ProgramNotStarted(RuntimeError):
    """Raised when the child is not ready in time; its own words are on stderr."""


@dataclass(frozen=True)
class ChildProgram:
    process: subprocess.Popen[str]
    address: str
    """Where it says it is ready."""


@contextlib.contextmanager
def child_program(module: str, arguments: Sequence[str], ready: re.Pattern[str]) -> Iterator[ChildProgram]:
    """Run `python -m module` from the moment its first line matches `ready` until the block ends.

    `ready` names its group `address`. The child's standard input is a pipe that ends with this process.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield ChildProgram(process, _wait_until_ready(process, ready))
        finally:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _wait_until_ready(process: subprocess.Popen[str], ready: re.Pattern[str]) -> str:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(_START_S) else ""
    said = ready.match(line)
    if said is None:
        raise ProgramNotStarted(f"exit status {process.poll()}, said {line!r}")
    return said["address"]

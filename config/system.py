"""The one way from the console to the machine: fixed programs with an argument vector each, and never a shell.

What a technician typed reaches a program as one whole argument, behind `--` or in a place where it cannot be an option.
"""

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, cast

SERVICE = "kiosk.service"
TIME_SERVICE = "systemd-timesyncd.service"
SETTINGS_WATCH = "machine-settings.path"

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb", "SYSTEMD_PAGER": ""}
_TIMEOUT_S = 20.0
_TELLS_S = 3.0
"""For what only tells how things are: status and greeting wait for several of these."""
_LONGEST_OUTPUT = 64 * 1024
_COLORS = re.compile(rb"\x1b\[[0-9;]*m")
"""RAUC colors what it says, whoever reads it (ECMA-48 §8.3.117)."""
_INSTALL_S = 1800.0
"""A slot is written to an SD card in three minutes; a worn one is slow."""


@dataclass(frozen=True)
class Ran:
    """The program ended well."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Lacking:
    """This machine has no such program, or not the service behind it."""

    program: str


@dataclass(frozen=True)
class Refused:
    """The program ended otherwise, or not in time."""

    text: str


Outcome: TypeAlias = Ran | Lacking | Refused


class System:
    """Programs of the machine. `run_dir` tells whether systemd is its manager; a test gives another."""

    def __init__(self, search_path: str = _ENVIRONMENT["PATH"], run_dir: Path = Path("/run/systemd/system")) -> None:
        self._search_path = search_path
        self._run_dir = run_dir

    # The service of the kiosk.

    def service(self, verb: str) -> Outcome:
        """`start`, `stop` or `restart` the kiosk."""
        return self._of_systemd(["systemctl", "--no-ask-password", verb, SERVICE])

    def reboot(self) -> Outcome:
        return self._of_systemd(["systemctl", "--no-ask-password", "reboot"])

    def log_lines(self, count: int) -> Outcome:
        return self._of_systemd(
            ["journalctl", "--no-pager", "--output=short-iso", f"--lines={count}", f"--unit={SERVICE}"]
        )

    # The clock.

    def clock(self) -> Outcome:
        """Give `timedatectl show`, such as NTPSynchronized=yes."""
        return self._of_systemd(["timedatectl", "show"], _TELLS_S)

    def set_clock(self, moment: str) -> Outcome:
        return self._of_systemd(["timedatectl", "--no-ask-password", "set-time", moment])

    def synchronize_clock(self, on: bool) -> Outcome:
        """Start or stop asking time servers, until the next start: which services start is part of the image."""
        return self._of_systemd(["systemctl", "--no-ask-password", "start" if on else "stop", TIME_SERVICE])

    # The network.

    def addresses(self) -> Outcome:
        return self._run(["ip", "-brief", "address"], _TELLS_S)

    def routes(self) -> Outcome:
        return self._run(["ip", "route", "show", "default"], _TELLS_S)

    def takes_settings_up(self) -> Outcome:
        """Tell whether a committed configuration changes address, firewall and time servers, as on the image."""
        return self._of_systemd(["systemctl", "is-active", SETTINGS_WATCH], _TELLS_S)

    # Updates: RAUC's two slots on the image.

    def update_status(self) -> Outcome:
        return self._run(["rauc", "status", "--output-format=readable"], _TELLS_S)

    def slots(self) -> Outcome:
        """Ask which slot runs, and what lies in it; `config.slots` reads the answer."""
        return self._run(["rauc", "status", "--detailed", "--output-format=json"])

    def bundle(self, file: Path) -> Outcome:
        """Check who signed a bundle, and ask what it is; `config.slots` reads the answer."""
        return self._run(["rauc", "info", "--output-format=json", "--", str(file)])

    def install_update(self, bundle: Path, say: Callable[[str], None]) -> Outcome:
        """Write the other slot and choose it for the next start; `say` is given each line of the progress."""
        return self._follow(["rauc", "install", "--", str(bundle)], _INSTALL_S, say)

    def mark_slot(self, mark: str) -> Outcome:
        """`good` gives the running slot its tries back."""
        return self._run(["rauc", "status", f"mark-{mark}", "booted"])

    def start_other_slot(self) -> Outcome:
        """Choose the other slot for the next start."""
        return self._run(["rauc", "status", "mark-active", "other"])

    def _of_systemd(self, command: list[str], timeout_s: float = _TIMEOUT_S) -> Outcome:
        return self._run(command, timeout_s) if self._run_dir.is_dir() else Lacking("systemd")

    def _run(self, command: list[str], timeout_s: float = _TIMEOUT_S) -> Outcome:
        program = shutil.which(command[0], path=self._search_path)
        if program is None:
            return Lacking(command[0])
        try:
            done = subprocess.run(
                [program, *command[1:]],
                env=_ENVIRONMENT | {"PATH": self._search_path},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_s,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Refused(f"{command[0]}: no answer within {timeout_s:.0f} s")
        except (OSError, ValueError) as failure:
            return Refused(f"{command[0]}: {failure}")
        answer = _lines(done.stdout)
        if done.returncode == 0:
            return Ran(answer)  # alone: RAUC also tells how it came by it
        said = (*answer, *_lines(done.stderr))
        return Refused(said[-1] if said else f"{command[0]}: status {done.returncode}")

    def _follow(self, command: list[str], timeout_s: float, say: Callable[[str], None]) -> Outcome:
        """Run a program that takes its time, and pass on what it says line by line."""
        path = shutil.which(command[0], path=self._search_path)
        if path is None:
            return Lacking(command[0])
        ends_at_s = time.monotonic() + timeout_s
        lines: list[str] = []
        with subprocess.Popen(
            [path, *command[1:]],
            env=_ENVIRONMENT | {"PATH": self._search_path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as program:
            try:
                for line in _lines_of(cast("IO[bytes]", program.stdout), ends_at_s):
                    lines.append(line)
                    say(line)
                status = program.wait(max(0.0, ends_at_s - time.monotonic()))
            except (TimeoutError, subprocess.TimeoutExpired):
                return Refused(f"{command[0]}: no answer within {timeout_s:.0f} s")
            finally:
                program.kill()
        if status == 0:
            return Ran(tuple(lines))
        return Refused(lines[-1] if lines else f"{command[0]}: status {status}")


def _lines(output: bytes) -> tuple[str, ...]:
    return tuple(_COLORS.sub(b"", output[-_LONGEST_OUTPUT:]).decode("utf-8", "replace").splitlines())


def _lines_of(output: IO[bytes], ends_at_s: float) -> Iterator[str]:
    """Raises TimeoutError when the program has not ended its output in time."""
    rest = b""
    while True:
        if not select.select([output], [], [], max(0.0, ends_at_s - time.monotonic()))[0]:
            raise TimeoutError
        received = os.read(output.fileno(), _LONGEST_OUTPUT)
        *whole, rest = (rest + received).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
        if not received:
            if rest:
                yield rest.decode("utf-8", "replace")
            return

"""The one way from the console to the machine: fixed programs with an argument vector each, and never a shell.

What a technician typed reaches a program as one whole argument, behind `--` or in a place where it cannot be an option.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

SERVICE = "vitale-kiosk.service"

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb", "SYSTEMD_PAGER": ""}
_TIMEOUT_S = 20.0
_LONGEST_OUTPUT = 64 * 1024


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

    def is_service_active(self) -> Outcome:
        return self._of_systemd(["systemctl", "is-active", SERVICE])

    def reboot(self) -> Outcome:
        return self._of_systemd(["systemctl", "--no-ask-password", "reboot"])

    def log_lines(self, count: int) -> Outcome:
        return self._of_systemd(
            ["journalctl", "--no-pager", "--output=short-iso", f"--lines={count}", f"--unit={SERVICE}"]
        )

    # The clock.

    def clock(self) -> Outcome:
        """Give `timedatectl show`, such as NTPSynchronized=yes."""
        return self._of_systemd(["timedatectl", "show"])

    def set_clock(self, time: str) -> Outcome:
        return self._of_systemd(["timedatectl", "--no-ask-password", "set-time", time])

    def set_time_zone(self, zone: str) -> Outcome:
        return self._of_systemd(["timedatectl", "--no-ask-password", "set-timezone", zone])

    def synchronize_clock(self, on: bool) -> Outcome:
        return self._of_systemd(["timedatectl", "--no-ask-password", "set-ntp", "true" if on else "false"])

    # The network.

    def addresses(self) -> Outcome:
        return self._run(["ip", "-brief", "address"])

    def routes(self) -> Outcome:
        return self._run(["ip", "route", "show", "default"])

    def set_network_dhcp(self, connection: str) -> Outcome:
        return self._nmcli("modify", connection, "ipv4.method", "auto", "ipv4.addresses", "", "ipv4.gateway", "")

    def set_network_static(self, connection: str, address: str, gateway: str, name_servers: Sequence[str]) -> Outcome:
        return self._nmcli(
            "modify", connection, "ipv4.method", "manual", "ipv4.addresses", address, "ipv4.gateway", gateway,
            "ipv4.dns", ",".join(name_servers),
        )  # fmt: skip

    def bring_network_up(self, connection: str) -> Outcome:
        return self._nmcli("up", connection)

    def _nmcli(self, *arguments: str) -> Outcome:
        return self._run(["nmcli", "--wait", "15", "connection", *arguments])

    # Updates: RAUC's two slots on the image.

    def update_status(self) -> Outcome:
        return self._run(["rauc", "status", "--output-format=readable"])

    def install_update(self, bundle: Path) -> Outcome:
        return self._run(["rauc", "install", "--", str(bundle)], timeout_s=600)

    def mark_update(self, verb: str) -> Outcome:
        """`mark-good booted` keeps this slot, `mark-active other` goes back to the other one at the next start."""
        return self._run(["rauc", "status", *verb.split()])

    def play_sound(self, file: Path) -> Outcome:
        return self._run(["aplay", "-q", "--", str(file)])

    def _of_systemd(self, command: list[str]) -> Outcome:
        return self._run(command) if self._run_dir.is_dir() else Lacking("systemd")

    def _run(self, command: list[str], timeout_s: float = _TIMEOUT_S) -> Outcome:
        program = shutil.which(command[0], path=self._search_path)
        if program is None:
            return Lacking(command[0])
        try:
            done = subprocess.run(
                [program, *command[1:]],
                env=_ENVIRONMENT | {"PATH": self._search_path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Refused(f"{command[0]}: no answer within {timeout_s:.0f} s")
        except (OSError, ValueError) as failure:
            return Refused(f"{command[0]}: {failure}")
        lines = tuple(done.stdout[-_LONGEST_OUTPUT:].decode("utf-8", "replace").splitlines())
        if done.returncode == 0:
            return Ran(lines)
        return Refused(lines[-1] if lines else f"{command[0]}: status {done.returncode}")

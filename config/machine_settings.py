"""What the image takes from the configuration: address, firewall, time servers, time zone. Runs as root, at every
start and after every commit (machine-settings.service); all it writes is in /run, for the root cannot be written.

    python -m config.machine_settings FILE
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from config import firewall
from config.settings import Network, Settings, Time, read
from config.taken_up import RUN, tell

NETWORK = Path("systemd/network/50-kiosk.network")
TIME_SERVERS = Path("systemd/timesyncd.conf.d/50-kiosk.conf")
FIREWALL = Path("kiosk-settings/firewall.nft")
LOCAL_TIME = Path("kiosk-settings/localtime")
"""Where the image's /etc/localtime points to."""

_ZONES = Path("/usr/share/zoneinfo")
_TIMEOUT_S = 30.0

Run = Callable[[Sequence[str]], bool]
"""Runs a program and tells whether it ended well."""


def network_file(network: Network) -> str:
    """Write what systemd-networkd reads (systemd.network(5))."""
    lines = ["[Match]", "Type=ether", "", "[Network]"]
    if network.address:
        lines += [f"Address={network.address}", f"Gateway={network.gateway}"]
        lines += [f"DNS={name_server}" for name_server in network.name_servers]
    else:
        lines += ["DHCP=yes"]
    return "\n".join(lines) + "\n"


def time_servers_file(time: Time) -> str:
    """Write what systemd-timesyncd reads (timesyncd.conf(5)); without servers here, it asks those of the network."""
    return f"[Time]\nNTP={' '.join(time.servers)}\n"


def take_up(settings: Settings, run_dir: Path, run: Run) -> bool:
    """Bring the machine in line with the configuration; only what changed is started anew. Raises OSError."""
    done = [run(["nft", "--file", str(_write(run_dir / FIREWALL, firewall.rules(firewall.partners(settings))))])]
    if _is_changed(run_dir / NETWORK, network_file(settings.network)):
        done.append(run(["networkctl", "reload"]))
    if _is_changed(run_dir / TIME_SERVERS, time_servers_file(settings.time)):
        done.append(run(["systemctl", "try-restart", "systemd-timesyncd.service"]))
    _point(run_dir / LOCAL_TIME, _ZONES / settings.time.zone)
    return all(done)


def main(arguments: Sequence[str], run_dir: Path = RUN, run: Run | None = None) -> int:
    """Take the file up; again where it changed meanwhile, which systemd does not watch while this runs."""
    file = Path(arguments[0])
    taken, is_whole = b"", True
    while file.exists() and (configuration := file.read_bytes()) != taken:
        settings = read(configuration.decode("utf-8", "replace"), file.parent)
        if not isinstance(settings, Settings):
            sys.stderr.write(f"{file} has mistakes, the machine stays as it is\n")
            return 1
        is_whole = take_up(settings, run_dir, run or _run)
        tell(configuration, is_whole=is_whole, run_dir=run_dir)
        taken = configuration
    return 0 if is_whole else 1


def _write(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "ascii")
    return file


def _is_changed(file: Path, content: str) -> bool:
    if file.exists() and file.read_text("ascii") == content:
        return False
    _write(file, content)
    return True


def _point(link: Path, target: Path) -> None:
    fresh = link.with_name(link.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _run(command: Sequence[str]) -> bool:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(command, env=environment, timeout=_TIMEOUT_S, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as failure:
        sys.stderr.write(f"{command[0]}: {failure}\n")
        return False


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))

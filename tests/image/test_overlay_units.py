"""What systemd itself says of the image's units: they are right, and they are sandboxed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from image.make import overlay
from image.make.variant import FOLDER

OVERLAY = FOLDER / "overlay"
UNITS = OVERLAY / "etc/systemd/system"
OWN = sorted(unit.name for unit in UNITS.iterdir() if unit.is_file() and not unit.is_symlink())
SERVICES = [unit for unit in OWN if unit.endswith(".service")]
LIMIT = 2.5
README = FOLDER / "README.md"
NEEDED = ("seatd.service", "pcscd.socket", "nftables.service", "systemd-networkd.service", "systemd-timesyncd.service")


def instance(unit: str) -> str:
    return unit.replace("@.", "@ttyUSB0.")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The overlay on this machine's units, with a file for each program that a unit starts."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree("/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    overlay.copy_tree(OVERLAY, root)
    for needed in NEEDED:
        if not (root / "usr/lib/systemd/system" / needed).exists():
            (root / "usr/lib/systemd/system" / needed).write_text(
                "[Socket]\nListenStream=/run/x\n" if needed.endswith("t") else "[Service]\nExecStart=/bin/true\n"
            )
    texts = [file.read_text() for file in root.rglob("*.service") if file.is_file()]
    for program in {found for text in texts for found in re.findall(r"^Exec\w+=[-+!@:]*(/\S+)", text, re.MULTILINE)}:
        place = root / program.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o755)
    (root / "etc/systemd/system/technician@ttyUSB0.service").symlink_to("technician@.service")
    return root


def verified(root: Path, *units: str) -> list[str]:
    """Give what systemd finds wrong with units of ours, and not with those of this machine."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={root}", *(f"/etc/systemd/system/{unit}" for unit in units)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    ours = tuple(re.split(r"[@.]", unit)[0] for unit in units)
    return [line for line in done.stderr.splitlines() if any(name in line for name in ours)]


def test_systemd_finds_no_mistake(root):
    assert verified(root, *(unit for unit in OWN if "@" not in unit), "technician@ttyUSB0.service") == []


@pytest.mark.parametrize(
    "wrong", ["[Service]\nExecStart=/bin/missing\n", "[Service]\nProtectSystm=strict\nExecStart=/bin/true\n"]
)
def test_systemd_would_find_one(root, wrong):
    (root / "etc/systemd/system/wrong.service").write_text(wrong)
    assert verified(root, "wrong.service") != []


def exposure(root: Path, unit: str) -> float:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--root={root}", "--no-pager", instance(unit)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = re.search(r"exposure level for \S+: (\d+\.\d)", done.stdout)
    assert found is not None
    return float(found[1])


@pytest.mark.parametrize("unit", SERVICES)
def test_each_service_is_sandboxed(root, unit):
    assert exposure(root, unit) <= LIMIT


def test_the_readme_tells_the_exposure(root):
    """The versions of systemd differ by a few tenths; the README tells that of the image."""
    told = dict(re.findall(r"^\| `([\w@.-]+)` \| (\d\.\d) \|", README.read_text("utf-8"), re.MULTILINE))
    measured = {unit: exposure(root, unit) for unit in SERVICES}
    assert {unit: float(value) for unit, value in told.items()} == pytest.approx(measured, abs=0.3)


def test_nothing_is_left_that_logs_in_or_opens_a_shell():
    masked = {link.name for link in UNITS.iterdir() if link.is_symlink() and str(link.readlink()) == "/dev/null"}
    assert {
        "getty@.service", "serial-getty@.service", "console-getty.service", "autovt@.service", "debug-shell.service",
        "emergency.service", "rescue.service", "ctrl-alt-del.target", "swap.target",
    } <= masked  # fmt: skip


def test_only_what_is_named_starts():
    preset = (OVERLAY / "usr/lib/systemd/system-preset/00-vitale-kiosk.preset").read_text()
    lines = [line for line in preset.splitlines() if line and not line.startswith("#")]
    assert lines[-1] == "disable *"
    enabled = {line.removeprefix("enable ") for line in lines[:-1]}
    installable = {unit for unit in OWN if "[Install]" in (UNITS / unit).read_text()}
    assert installable <= enabled
    assert not enabled & {"ssh.service", "getty@tty1.service"}


def test_the_kiosk_neither_sees_the_bus_nor_others_files():
    unit = (UNITS / "kiosk.service").read_text()
    hidden = re.search(r"^InaccessiblePaths=(.*)$", unit, re.MULTILINE)
    assert hidden is not None
    assert {"-/run/dbus", "-/data/accounts", "-/data/system", "-/media"} <= set(hidden[1].split())


def test_every_start_of_the_kiosk_is_tried_again_for_ever():
    unit = (UNITS / "kiosk.service").read_text()
    assert {"Restart=always", "StartLimitIntervalSec=0", "Type=notify", "NotifyAccess=all"} <= set(unit.splitlines())

"""The very disk image on QEMU's Raspberry Pi 3: Debian's U-Boot, the boot script, kernel and root from the SD card."""

from pathlib import Path

from image.make import disk as disk_layout
from image.make.debian_root import ARCHIVE, unpack
from image.make.run import run
from tests.image import limits
from tests.image.guest import PASSWORD, version_of
from tests.image.machine import raspberry_pi_3, running
from tests.image.technician import Technician

_UBOOT = "usr/lib/u-boot/rpi_arm64/u-boot.bin"
_TREE = "bcm2837-rpi-3-b.dtb"

_WITHOUT_WATCHDOG = "systemd.watchdog_sec=0"
"""QEMU's board restarts as soon as its watchdog is armed: it has no timer."""


def start_on_raspberry_pi_3(image: Path, debian: Path, folder: Path, logs: Path) -> str:
    """Start a disk that was never started, log in for the first time; return how long it took."""
    root = folder / "pi-files"
    unpack(debian / ARCHIVE, root, ["./usr/lib/u-boot", "./usr/lib/linux-image-*"])
    (tree,) = root.glob(f"usr/lib/linux-image-*/broadcom/{_TREE}")
    for slot in (2, 3):
        _add_bootargs(image, disk_layout.partitions(image)[slot].start, folder)
    with running(raspberry_pi_3(image, root / _UBOOT, tree), logs) as machine:
        slot_name = machine.wait_for_slot(limits.PI_UBOOT_S)
        technician = Technician(machine.boot)
        technician.log_in(PASSWORD, limits.PI_LOGIN_S, is_first=True)
        at_s = machine.age_s
        version = version_of(technician)
        technician.ask("update status")
    return f"slot {slot_name}, {version}, login after {at_s:.0f} s"


def _add_bootargs(image: Path, start: int, folder: Path) -> None:
    file = folder / "cmdline.txt"
    run(["mcopy", "-n", "-o", "-i", f"{image}@@{start}", "::cmdline.txt", file])
    file.write_text(f"{file.read_text().strip()} {_WITHOUT_WATCHDOG}\n")
    run(["mcopy", "-o", "-i", f"{image}@@{start}", file, "::cmdline.txt"])

"""The file that is flashed: partition table, firmware and U-Boot, both slots, data. Nothing is mounted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from image.make import uboot_environment
from image.make.refusal import Refusal
from image.make.run import run
from image.make.slot import kernel_version, make_fat
from image.make.variant import FOLDER

TABLE = FOLDER / "partitions.sfdisk"
BOOT_SCRIPT = FOLDER / "boot.cmd"
FIRMWARE_SETTINGS = FOLDER / "config.txt"

BOOT = "boot.img"
DISK_BYTES = 4 << 30
_SECTOR = 512
_CHUNK = 1 << 20

_FIRMWARE = ("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat")
_DEVICE_TREES = ("bcm2837-rpi-*.dtb", "bcm2711-rpi-4*.dtb", "bcm2711-rpi-cm4*.dtb")
_UBOOT = "usr/lib/u-boot/rpi_arm64/u-boot.bin"

# No prompt for whoever holds the serial line; A first, three tries each.
_UBOOT_VARIABLES = {"bootdelay": "-2", "BOOT_ORDER": "A B", "BOOT_A_LEFT": "3", "BOOT_B_LEFT": "3"}

_DATA_UUID = "4b494f53-0000-4000-8000-000000000007"
_DATA_HASH_SEED = "4b494f53-0000-4000-8000-000000000008"


@dataclass(frozen=True)
class Partition:
    start: int
    """Bytes from the beginning of the disk."""
    size: int
    """Bytes."""


def partitions(disk: Path) -> dict[int, Partition]:
    """Read the table of a disk image."""
    table = json.loads(run(["sfdisk", "--json", disk]))["partitiontable"]["partitions"]
    return {
        int(entry["node"].removeprefix(str(disk))): Partition(entry["start"] * _SECTOR, entry["size"] * _SECTOR)
        for entry in table
    }


def make_table(disk: Path) -> dict[int, Partition]:
    with disk.open("wb") as file:
        file.truncate(DISK_BYTES)
    run(["sfdisk", "--quiet", disk], stdin=TABLE.read_text())
    return partitions(disk)


def make_boot_partition(root: Path, size: int, folder: Path, *, has_pi_firmware: bool) -> Path:
    """Make partition 1: what the Raspberry Pi's own loader and U-Boot read."""
    script = folder / "boot.scr"
    run(["mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-n", "vitale-kiosk", "-d", BOOT_SCRIPT, script],
        environment={"SOURCE_DATE_EPOCH": "315532800"})  # fmt: skip
    uboot = root / _UBOOT
    environment = folder / "uboot.env"
    variables = uboot_environment.defaults(uboot.read_bytes()) | _UBOOT_VARIABLES
    environment.write_bytes(uboot_environment.encode(variables))
    files = {
        script.name: script, environment.name: environment, "config.txt": FIRMWARE_SETTINGS, "u-boot.bin": uboot,
    }  # fmt: skip
    trees = root / f"usr/lib/linux-image-{kernel_version(root)}/broadcom"
    files |= {tree.name: tree for pattern in _DEVICE_TREES for tree in sorted(trees.glob(pattern))}
    if has_pi_firmware:
        files |= {name: root / "usr/lib/raspi-firmware" / name for name in _FIRMWARE}
    image = folder / BOOT
    make_fat(image, "BOOTSEL", "4b494f00", size, files)
    script.unlink()
    environment.unlink()
    return image


def make_data_partition(size: int, epoch: int, folder: Path) -> Path:
    """Make an empty ext4; the kiosk's own folders come into it at its first start."""
    image = folder / "data.img"
    identity = f"hash_seed={_DATA_HASH_SEED},lazy_itable_init=0,lazy_journal_init=0"
    run(
        ["mke2fs", "-q", "-t", "ext4", "-L", "data", "-U", _DATA_UUID, "-E", identity, image, f"{size // 1024}k"],
        environment={"SOURCE_DATE_EPOCH": str(epoch), "E2FSPROGS_FAKE_TIME": str(epoch)},
    )
    return image


def assemble(disk: Path, contents: Mapping[int, Path]) -> None:
    """Make the disk image with each partition's content; a partition's number gives its place."""
    table = make_table(disk)
    for number, content in contents.items():
        if content.stat().st_size > table[number].size:
            raise Refusal(
                f"{content.name} does not fit in partition {number}", f"see {TABLE.relative_to(FOLDER.parent)}"
            )
        write_at(disk, table[number].start, content)


def write_at(disk: Path, start: int, content: Path) -> None:
    """Copy a file into the disk image, leaving holes where it is empty."""
    with content.open("rb") as source, disk.open("r+b") as target:
        while chunk := source.read(_CHUNK):
            if chunk.count(0) != len(chunk):
                target.seek(start)
                target.write(chunk)
            start += len(chunk)


def publish(made: Path, target: Path) -> None:
    """Put a finished file under its name, keeping holes; an earlier one stays until then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        run(["cp", "--sparse=always", "--reflink=auto", made, unfinished])
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)

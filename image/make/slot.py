"""What one slot holds, and therefore what an update brings: kernel partition and root partition."""

import os
import shutil
from pathlib import Path

from image.make.refusal import Refusal
from image.make.run import run
from image.make.variant import FOLDER

KERNEL = "kernel.img"
ROOT = "root.img"
CMDLINE = FOLDER / "cmdline.txt"
_SQUASHFS_OPTIONS = ("-comp", "zstd", "-Xcompression-level", "9", "-noappend", "-quiet", "-no-progress", "-exports")

_LEFT_OUT = (
    "boot/*", "dev/*", "proc/*", "run/*", "sys/*", "tmp/*", "var/cache/*", "var/tmp/*", "var/log/*", "usr/lib/u-boot",
    "usr/lib/raspi-firmware", "usr/lib/linux-image-*",
)  # fmt: skip
"""Made at each start, or on the partitions that the firmware and U-Boot read."""

_FAT_BEGINS_S = 315532800  # 1980-01-01


def kernel_version(root: Path) -> str:
    kernels = sorted(file.name.removeprefix("vmlinuz-") for file in (root / "boot").glob("vmlinuz-*"))
    if len(kernels) != 1:
        raise Refusal(f"one kernel was expected in /boot, there are {len(kernels)}", "look at image/packages/base.list")
    return kernels[0]


def further_bootargs(text: str, variant_bootargs: str) -> str:
    """Join the lines of `cmdline.txt` without its comments, in the form that `boot.cmd` imports."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return "further_bootargs=" + " ".join(word for word in [*lines, variant_bootargs] if word) + "\n"


def make_kernel_partition(root: Path, bootargs: str, size: int, folder: Path) -> Path:
    """Make the FAT file system with kernel, initial RAM disk and arguments; `size` in bytes."""
    image = folder / KERNEL
    version = kernel_version(root)
    files = {"vmlinuz": root / f"boot/vmlinuz-{version}", "initrd.img": root / f"boot/initrd.img-{version}"}
    arguments = folder / "cmdline.txt"
    arguments.write_text(bootargs)
    make_fat(image, "KERNEL", "4b494f01", size, files | {"cmdline.txt": arguments})
    arguments.unlink()
    return image


def make_root_partition(root: Path, size: int, epoch: int, folder: Path) -> Path:
    """Make the squashfs; no file in it is newer than `epoch`, which keeps Python's compiled modules valid."""
    image = folder / ROOT
    run(
        ["mksquashfs", root, image, *_SQUASHFS_OPTIONS, "-wildcards", "-e", *_LEFT_OUT],
        environment={"SOURCE_DATE_EPOCH": str(epoch)},
    )
    if image.stat().st_size > size:
        raise Refusal(f"the root has {image.stat().st_size} bytes, its partition {size}", "see image/partitions.sfdisk")
    return image


def make_fat(image: Path, label: str, identifier: str, size: int, files: dict[str, Path]) -> None:
    """Make a FAT32 file system and copy the files in, without mounting it; nothing in it tells the time."""
    with image.open("wb") as file:
        file.truncate(size)
    run(["mkfs.vfat", "-F", "32", "-n", label, "-i", identifier, "--invariant", image])
    # mtools writes the time of the copy unless it keeps that of the file.
    staged = image.with_suffix(".files")
    staged.mkdir()
    for name, source in files.items():
        copy = staged / name
        shutil.copyfile(source, copy)
        os.utime(copy, (_FAT_BEGINS_S, _FAT_BEGINS_S))
    run(["mcopy", "-s", "-p", "-m", "-i", image, *sorted(staged.iterdir()), "::"], environment={"TZ": "UTC"})
    shutil.rmtree(staged)

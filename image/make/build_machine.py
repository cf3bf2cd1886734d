"""What the build machine must have, asked before anything is begun."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from image.make.refusal import Refusal

PACKAGES = (
    "mmdebstrap", "qemu-user-static", "arch-test", "mtools", "dosfstools", "squashfs-tools", "fdisk", "e2fsprogs",
    "u-boot-tools", "rauc", "systemd", "util-linux",
)  # fmt: skip
"""Debian packages that bring PROGRAMS."""

PROGRAMS = (
    "mmdebstrap", "arch-test", "mcopy", "mkfs.vfat", "mksquashfs", "sfdisk", "mke2fs", "mkimage", "rauc", "apt-get",
    "systemctl", "systemd-sysusers", "unshare",
)  # fmt: skip

_SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_BINFMT_CONFIGURATIONS = (
    Path("/usr/lib/binfmt.d/qemu-aarch64.conf"),
    Path("/usr/lib/binfmt.d/qemu-aarch64-static.conf"),
)
_GIB = 1 << 30


def require_root(user: int = os.geteuid()) -> None:
    """Owners in the root file system are set as they are, and a chroot is entered."""
    if user != 0:
        raise Refusal("the image is built by root", "run: sudo make image")


def require_programs(programs: Sequence[str] = PROGRAMS, search_path: str = _SEARCH_PATH) -> None:
    missing = [program for program in programs if shutil.which(program, path=search_path) is None]
    if missing:
        raise Refusal(f"not installed: {' '.join(missing)}", f"run: apt-get install {' '.join(PACKAGES)}")
    os.environ["PATH"] = search_path


def require_space(folder: Path, need_gib: int) -> None:
    """Look at the file system of a folder, which need not exist yet."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < need_gib * _GIB:
        raise Refusal(
            f"{there} has {free / _GIB:.1f} GiB free, the build needs {need_gib}",
            "make room, or name another folder with CACHE=",
        )


def require_arm64_execution(binfmt: Path = _BINFMT, configurations: Sequence[Path] = _BINFMT_CONFIGURATIONS) -> None:
    """See to it that programs for arm64 run here: natively, or by QEMU's user mode registered with the kernel.

    Debian's package registers itself only where systemd runs.
    """
    if _runs_arm64():
        return
    configuration = next((file for file in configurations if file.is_file()), None)
    if configuration is None:
        raise Refusal("programs for arm64 do not run on this machine", "run: apt-get install qemu-user-static")
    if not (binfmt / "register").exists():
        subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", str(binfmt)], check=False, capture_output=True)
    rule = next(line for line in configuration.read_text().splitlines() if line.startswith(":"))
    try:
        (binfmt / "register").write_text(rule)
    except OSError as failure:
        raise Refusal(
            f"the kernel takes no rule for arm64 programs ({failure.strerror})",
            "build on a machine, or in a container, that may mount binfmt_misc (modprobe binfmt_misc; --privileged)",
        ) from failure
    if not _runs_arm64():
        raise Refusal("programs for arm64 do not run on this machine", "check: arch-test arm64")


def _runs_arm64() -> bool:
    return subprocess.run(["arch-test", "arm64"], check=False, capture_output=True).returncode == 0

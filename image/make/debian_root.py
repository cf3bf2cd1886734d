"""The root file system as Debian's packages make it, configured under QEMU's user mode."""

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from image.make.debian_sources import SUITE, DebianSources
from image.make.run import run
from image.make.variant import FOLDER

ARCHIVE = "root.tar"
INITRAMFS_MODULES = FOLDER / "initramfs.modules"

_DPKG_OPTIONS = (
    "path-include=/*",  # whatever this machine leaves out of its own packages
    "force-unsafe-io",
    "force-confold",  # ours, laid before the package came
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/locale/*",
    "path-exclude=/usr/share/lintian/*",
    # Without it the packages compile no Python modules, one emulated interpreter each: one compiles all in the end.
    "path-exclude=/usr/bin/py3compile",
    "path-exclude=/usr/share/python3/runtime.d/*",
    # Names of vendors, which nobody here reads and which take a minute to compile under emulation.
    "path-exclude=/usr/lib/udev/hwdb.d/20-*",
    "path-exclude=/usr/share/fonts/truetype/noto/*",
    "path-include=/usr/share/fonts/truetype/noto/NotoSans-*",
    "path-include=/usr/share/fonts/truetype/noto/NotoSansArabic-*",
)

_INITRAMFS_CONFIGURATION = "MODULES=list\nCOMPRESS=zstd\nFSTYPE=squashfs\n"

# Under emulation an initial RAM disk takes a minute: the kernel's own, and not another for each package that asks.
_BEFORE = """\
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d"
cp {folder}/initramfs.conf "$1/etc/initramfs-tools/conf.d/vitale-kiosk"
cp {folder}/initramfs.modules "$1/etc/initramfs-tools/modules"
echo update_initramfs=no > "$1/etc/initramfs-tools/update-initramfs.conf"
"""
# This machine's own dpkg unpacks in one minute what an emulated one does in eight. To it the packages are foreign, so
# what depends on what is left to apt, before, and to the emulated dpkg, after.
_INSTALL = """\
set -eu
APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --yes --download-only install {packages}
echo arm64 > "$1/var/lib/dpkg/arch"
dpkg --root="$1" --log="$1/var/log/dpkg.log" --force-architecture --force-depends --no-triggers {options} \
    --unpack "$1"/var/cache/apt/archives/*.deb
rm "$1/var/lib/dpkg/arch"
chroot "$1" dpkg --configure --pending
"""
_AFTER = """\
set -eu
chroot "$1" python3 -m compileall -q --invalidation-mode unchecked-hash /usr/lib/python3/dist-packages
rm -rf "$1/boot/firmware" "$1/etc/apt" "$1/etc/dpkg/dpkg.cfg.d" "$1/var/cache/apt" "$1/var/lib/apt" "$1/var/log"
"""


def recipe() -> list[Path | str]:
    """Give all that decides about the result beside the packages themselves."""
    return [INITRAMFS_MODULES, _INITRAMFS_CONFIGURATION, _BEFORE, _INSTALL, _AFTER, *_DPKG_OPTIONS]


def make_debian_root(packages: Sequence[str], sources: DebianSources, epoch: int, folder: Path) -> None:
    """Leave `root.tar` in the folder; files changed by the installation get the time `epoch` (seconds since 1970).

    What the installation said stays beside the folder, in `mmdebstrap.log`.
    """
    (folder / "initramfs.conf").write_text(_INITRAMFS_CONFIGURATION)
    shutil.copy(INITRAMFS_MODULES, folder / "initramfs.modules")
    (folder / "sources.list").write_text("\n".join(sources.lines) + "\n")
    install = _INSTALL.format(
        packages=shlex.join(packages), options=shlex.join(f"--{option}" for option in _DPKG_OPTIONS)
    )
    command = [
        # What it starts and mounts goes with it, however it ends.
        "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
        "mmdebstrap", "--mode=root", "--architectures=arm64", "--variant=essential",
        "--skip=cleanup/apt,cleanup/mmdebstrap",  # what they clean, _AFTER removes
        '--aptopt=Apt::Install-Recommends "false"',
        *(f"--aptopt={option}" for option in sources.options),
        *(f"--dpkgopt={option}" for option in _DPKG_OPTIONS),
        f"--essential-hook={_BEFORE.format(folder=folder)}",
        f"--customize-hook={install}", f"--customize-hook={_AFTER}",
        SUITE, str(folder / ARCHIVE), str(folder / "sources.list"),
    ]  # fmt: skip
    environment = {"SOURCE_DATE_EPOCH": str(epoch), "TMPDIR": str(folder)}
    run(command, environment=environment, log=folder.parent / "mmdebstrap.log")


def unpack(archive: Path, root: Path, names: Sequence[str] = ()) -> None:
    """Unpack everything, or what is named (`*` is any text), with owners, modes and extended attributes."""
    root.mkdir()
    command = ["tar", "--extract", "--numeric-owner", "--xattrs", "--xattrs-include=*", "--wildcards"]
    run([*command, "--file", archive, "--directory", root, *names])

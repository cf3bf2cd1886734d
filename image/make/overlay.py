"""Our own files on the root, and what follows from them: accounts, enabled units, the image's name."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from image.make.accounts import make_accounts
from image.make.run import run

MOUNT_POINTS = ("data", "bootsel")


def apply(overlays: Iterable[Path], root: Path) -> None:
    """Copy the trees and let systemd's own tools make the accounts and the links that they ask for."""
    for of_one_machine in ("etc/machine-id", "etc/resolv.conf", "etc/hostname", "var/lib/dbus/machine-id"):
        (root / of_one_machine).unlink(missing_ok=True)
    for overlay in overlays:
        copy_tree(overlay, root)
    for name in MOUNT_POINTS:
        (root / name).mkdir(exist_ok=True)
    make_accounts(root)
    run(["systemctl", f"--root={root}", "preset-all", "--preset-mode=full"])


def name_image(root: Path, variant: str, version: str) -> None:
    """Say in os-release which image this is, as systemd and RAUC read it."""
    release = root / "usr/lib/os-release"
    kept = [line for line in release.read_text().splitlines() if not line.startswith(("IMAGE_", "VARIANT_ID="))]
    own = ["IMAGE_ID=vitale-kiosk", f"IMAGE_VERSION={version}", f"VARIANT_ID={variant}"]
    release.write_text("\n".join([*kept, *own]) + "\n")


def copy_tree(overlay: Path, root: Path) -> None:
    """Copy links as they are, and files readable by all, executable where they are so here."""
    for source in sorted(path for path in overlay.rglob("*") if path.name != ".gitkeep"):
        target = root / source.relative_to(overlay)
        if source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.symlink_to(source.readlink())
        elif source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)

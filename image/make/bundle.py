"""A signed update: both partitions of a slot in one file that RAUC checks while it writes (`format=verity`)."""

import shutil
from pathlib import Path

from image.make.run import run
from image.make.signing import Signing
from image.make.slot import KERNEL, ROOT

COMPATIBLE = "vitale-kiosk-rpi-arm64"
"""The board; RAUC refuses a bundle of another one (`compatible` in its system.conf)."""

_MANIFEST = """\
[update]
compatible={compatible}
version={version}

[bundle]
format=verity

[image.rootfs]
filename={root}

[image.boot]
filename={kernel}
"""


def make_bundle(slot: Path, version: str, signing: Signing, target: Path, *, compatible: str = COMPATIBLE) -> None:
    """Pack the files of a slot's folder; `target` must not exist."""
    content = target.with_suffix(".content")
    content.mkdir()
    for name in (KERNEL, ROOT):
        (content / name).hardlink_to(slot / name)
    manifest = _MANIFEST.format(compatible=compatible, version=version, root=ROOT, kernel=KERNEL)
    (content / "manifest.raucm").write_text(manifest)
    options = [f"--cert={signing.certificate}", f"--key={signing.key}"]
    run(["rauc", *options, "bundle", "--mksquashfs-args=-comp zstd -no-progress", content, target])
    shutil.rmtree(content)

"""The two images: the one that hospitals flash, and a small one that the tests start in QEMU."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
"""The folder `image/`."""

PROJECT = FOLDER.parent


@dataclass(frozen=True)
class Variant:
    name: str
    package_lists: tuple[Path, ...]
    overlays: tuple[Path, ...]
    further_bootargs: str
    """After those of `cmdline.txt`."""
    has_pi_firmware: bool


PI = Variant(
    name="pi",
    package_lists=(FOLDER / "packages" / "base.list", FOLDER / "packages" / "pi.list"),
    overlays=(FOLDER / "overlay",),
    further_bootargs="",
    has_pi_firmware=True,
)

SMALL = Variant(
    name="small",
    package_lists=(FOLDER / "packages" / "base.list", FOLDER / "packages" / "test.list"),
    overlays=(FOLDER / "overlay", PROJECT / "tests" / "image" / "overlay"),
    further_bootargs="console=ttyAMA0,115200",
    has_pi_firmware=False,
)

VARIANTS = {variant.name: variant for variant in (PI, SMALL)}

"""Reference pictures of the screens: smaller than the panel, and compared as an eye would, not pixel by pixel.

Another FreeType, cairo or Mesa draws the edges of letters a little otherwise; none moves a control or loses a letter.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

FOLDER = Path(__file__).parent / "references"
DIFFERENCES = Path("out") / "screen-differences"

_SIDE_PX = 340
"""Of a square as large as a reference, about: all of them together stay below 6 MB."""
_SPOT_PX, _SPOT_LIMIT = 1, 30
"""How far around each pixel of a reference the mean is taken, and by how many of 255 levels it may differ there."""
_PATCH_PX, _PATCH_LIMIT = 12, 3
"""The same for patches, in which a color that changed a little is told from edges."""


@dataclass(frozen=True)
class Difference:
    """By how many levels the worst spot and the worst patch differ."""

    spot: int
    patch: int

    @property
    def is_seen(self) -> bool:
        return self.spot > _SPOT_LIMIT or self.patch > _PATCH_LIMIT


def record(name: str, picture: Image.Image) -> None:
    file = _file(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    shrunk(picture).save(file, lossless=True, method=4, quality=50)


def check(name: str, picture: Image.Image) -> str | None:
    """Tell what is wrong with the picture, and show it under `out/`; None where it is as recorded."""
    file = _file(name)
    if not file.exists():
        return f"{name}: no reference; look at the page and record it with --record-screens"
    with Image.open(file) as image:
        reference = image.convert("RGB")
    shown = shrunk(picture)
    if shown.size != reference.size:
        return f"{name}: {shown.size} in place of {reference.size}"
    difference = difference_between(reference, shown)
    if not difference.is_seen:
        return None
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    beside = DIFFERENCES / f"{name.replace('/', '.')}.png"
    _side_by_side(reference, shown).save(beside)
    return f"{name}: {difference}, see {beside}"


def difference_between(one: Image.Image, other: Image.Image) -> Difference:
    return Difference(
        _highest(_levels(one, other).filter(ImageFilter.BoxBlur(_SPOT_PX))),
        _highest(_levels(one.reduce(_PATCH_PX), other.reduce(_PATCH_PX))),
    )


def recorded() -> set[str]:
    return {str(file.relative_to(FOLDER).with_suffix("")) for file in FOLDER.rglob("*.webp")}


def _file(name: str) -> Path:
    return FOLDER / f"{name}.webp"


def shrunk(picture: Image.Image) -> Image.Image:
    return picture.reduce(round(math.sqrt(picture.width * picture.height) / _SIDE_PX))


def _levels(one: Image.Image, other: Image.Image) -> Image.Image:
    """Give each pixel the difference of the color that differs most."""
    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _highest(levels: Image.Image) -> int:
    return int(levels.getextrema()[1])


def _side_by_side(reference: Image.Image, shown: Image.Image) -> Image.Image:
    levels = _levels(reference, shown).point(lambda level: min(255, 4 * level)).convert("RGB")
    width, height = shown.size
    sheet = Image.new("RGB", (3 * width, height))
    for at, part in enumerate((reference, shown, levels)):
        sheet.paste(part, (at * width, 0))
    return sheet

"""The typefaces of the screens, found by path so that no other font ever steps in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.problems import Problem

FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),  # Debian's fonts-noto-core
    Path("/usr/share/fonts/noto"),
    Path("/usr/local/share/fonts/noto"),
)
"""Where fonts are looked for, in this order."""

CAP_HEIGHT_EM = 0.714
"""Height of a capital in Noto Sans, and of the Latin letters and digits set amid Arabic."""


@dataclass(frozen=True)
class FontPaths:
    regular: Path
    bold: Path
    arabic_regular: Path
    arabic_bold: Path


class FontMissing(Exception):
    """A typeface of the screens is not installed; the kiosk cannot start without it."""

    problem = Problem.FONT_MISSING

    def __init__(self, file_name: str, folders: Sequence[Path]) -> None:
        super().__init__(f"{file_name} is in none of {', '.join(map(str, folders))}")
        self.file_name = file_name
        self.folders = tuple(folders)


def find_fonts(folders: Sequence[Path] = FOLDERS) -> FontPaths:
    """Find the four files. Raises FontMissing for the first that is in none of the folders."""
    return FontPaths(
        regular=_find("NotoSans-Regular.ttf", folders),
        bold=_find("NotoSans-Bold.ttf", folders),
        arabic_regular=_find("NotoSansArabic-Regular.ttf", folders),
        arabic_bold=_find("NotoSansArabic-Bold.ttf", folders),
    )


def _find(file_name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (path := folder / file_name).is_file():
            return path
    raise FontMissing(file_name, folders)

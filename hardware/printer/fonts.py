"""The fonts that the printer package draws with, from the system."""

from typing import Final

from PIL import ImageFont

PACKAGES: Final = {
    "DejaVuSansMono.ttf": "fonts-dejavu-core",
    "NotoSans-Regular.ttf": "fonts-noto-core",
    "NotoSans-Bold.ttf": "fonts-noto-core",
    "NotoSansArabic-Regular.ttf": "fonts-noto-core",
    "NotoSansArabic-Bold.ttf": "fonts-noto-core",
}
"""File -> Debian package that brings it."""


class FontMissing(Exception):
    """A font is not installed; the text names the package that brings it."""


def find_font(file_name: str, size: int) -> ImageFont.FreeTypeFont:
    """Load a font from the system's folders; raises FontMissing."""
    try:
        return ImageFont.truetype(file_name, size)
    except OSError as error:
        raise FontMissing(f"{file_name} is not installed (Debian package {PACKAGES[file_name]})") from error

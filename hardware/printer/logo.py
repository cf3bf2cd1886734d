"""An establishment's picture file as the dots of a receipt, made once when the configuration is read."""

from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from hardware.printer.document import Picture

_WIDEST_DOTS: Final = 320
_HIGHEST_DOTS: Final = 96
"""12 mm: more would push the ticket's number down, and its bytes beyond a serial line's patience."""
_LARGEST_PIXELS: Final = 25_000_000
_WHITE: Final = 255
_NO_PICTURE: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    ValueError,
    # What Pillow's decoders raise over damaged files beside that: PNG, DDS, JPEG 2000.
    SyntaxError,
    NotImplementedError,
    MemoryError,
)


class LogoUnusable(Exception):
    """The file is missing or no picture; the text says which, for the technician."""


def load_logo(path: Path) -> Picture:
    """Read a picture of any kind, shrink it to the ticket and dither it to black and white; raises LogoUnusable."""
    try:
        with Image.open(path) as file:
            if file.width * file.height > _LARGEST_PIXELS:
                raise LogoUnusable(f"{path} has more than {_LARGEST_PIXELS // 1_000_000} million pixels")
            picture = file.convert("RGBA")
    except _NO_PICTURE as error:
        raise LogoUnusable(f"{path} is not a picture") from error
    except OSError as error:
        raise LogoUnusable(f"{path} cannot be read") from error
    flat = Image.new("RGBA", picture.size, (_WHITE,) * 4)
    flat.alpha_composite(picture)
    gray = flat.convert("L")
    gray.thumbnail((_WIDEST_DOTS, _HIGHEST_DOTS), Image.Resampling.LANCZOS)
    return _in_dots(gray)


def _in_dots(gray: Image.Image) -> Picture:
    width_dots = -(-gray.width // 8) * 8
    padded = Image.new("L", (width_dots, gray.height), _WHITE)
    padded.paste(gray, ((width_dots - gray.width) // 2, 0))
    ink = padded.point(lambda level: _WHITE - level)
    return Picture(width_dots, ink.convert("1", dither=Image.Dither.FLOYDSTEINBERG).tobytes())

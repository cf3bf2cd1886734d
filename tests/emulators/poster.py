"""One picture of a whole check-in: the pages that matter, and the ticket beside them."""

from collections.abc import Sequence

from PIL import Image

_GAP = 24
_PAGE_SIZE = (640, 400)
_BEHIND = (70, 82, 84)


def poster(pages: Sequence[Image.Image], ticket: Image.Image) -> Image.Image:
    """Lay four pages out in two rows, with the ticket at their side."""
    width, height = _PAGE_SIZE
    rows_height = 2 * height + 3 * _GAP
    paper = ticket.copy()
    paper.thumbnail((ticket.width, rows_height - 2 * _GAP), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", (2 * width + paper.width + 4 * _GAP, rows_height), _BEHIND)
    for index, page in enumerate(pages[:4]):
        row, column = divmod(index, 2)
        place = (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP))
        picture.paste(page.resize(_PAGE_SIZE, Image.Resampling.LANCZOS), place)
    picture.paste(paper, (2 * width + 3 * _GAP, _GAP))
    return picture

"""Breaking a text into lines of so many characters; pure, and no character is ever lost."""

from collections.abc import Iterator, Sequence


def wrap(text: str, columns: int) -> Sequence[str]:
    """Break at spaces; a word longer than a line breaks after its hyphens, and only then anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        for piece, glue in _pieces(word, columns):
            candidate = f"{line}{glue}{piece}" if line else piece
            if len(candidate) <= columns:
                line = candidate
            else:
                lines.append(line)
                line = piece
    lines.append(line)
    return lines


def wrap_balanced(text: str, columns: int) -> Sequence[str]:
    """Break into as few lines as `wrap` does, but of nearly equal length, as centered text wants it."""
    fewest = len(wrap(text, columns))
    longest_word = max(map(len, text.split(" ")))
    widths = range(max(1, longest_word), columns)
    return wrap(text, next((width for width in widths if len(wrap(text, width)) == fewest), columns))


def _pieces(word: str, columns: int) -> Iterator[tuple[str, str]]:
    """Yield the parts of a word that fit a line, each with what joins it to the part before."""
    glue = " "
    for part in _after_hyphens(word) if len(word) > columns else [word]:
        for start in range(0, max(len(part), 1), columns):
            yield part[start : start + columns], glue
            glue = ""


def _after_hyphens(word: str) -> Sequence[str]:
    parts = word.split("-")
    return [f"{part}-" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])

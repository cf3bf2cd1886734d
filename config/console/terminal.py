"""The line to the technician: ASCII, 80 columns, nothing that needs a cursor."""

import os
import select
import sys
import termios
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

COLUMNS = 80
LONGEST_LINE = 4096
"""As the kernel's own line editing (termios(3)); what is longer is noise or a mistake."""


class LineEnded(Exception):
    """The technician ended the input (ctrl-D), or the line hung up."""


class Terminal:
    """Reads from and writes to one line; `read_line` may be one that edits and completes."""

    def __init__(
        self, output: TextIO = sys.stdout, source: TextIO = sys.stdin, read_line: Callable[[str], str] | None = None
    ) -> None:
        self._output = output
        self._source = source
        self._read_line = read_line or self._read_plain_line
        self.is_quiet = False
        """Whether `say` keeps silent, as in an answer for scripts."""
        self.watch: Callable[[], AbstractContextManager[None]] = nullcontext
        """Entered while nobody has typed yet: who waits for a technician looks after time and trial meanwhile."""
        self.choices: Sequence[str] | None = None
        """What may be answered to the question being asked; None at the prompt for commands."""

    def say(self, *lines: str) -> None:
        """Write lines that stand before the answer, such as the steps of a test while they are made."""
        if not self.is_quiet:
            self.write(piece for line in lines for piece in fitted(line))

    def write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._output.write(printable(line) + "\n")
        self._output.flush()

    def ask(self, prompt: str, choices: Sequence[str] | None = ()) -> str:
        """Read one line; `choices` are completed by the tab key. Raises LineEnded, KeyboardInterrupt."""
        self.choices = choices
        try:
            with self.watch():
                return self._read_line(printable(prompt))
        except EOFError:
            raise LineEnded from None
        except KeyboardInterrupt:
            self.write(["^C"])
            raise
        finally:
            self.choices = None

    def ask_pasted(self) -> str:
        """Read one line of a paste. Raises LineEnded, KeyboardInterrupt.

        The kernel echoes it, once: an editor of lines would echo again what came between two of its lines.
        """
        if not self._source.isatty():
            return self.ask("")
        with self.watch():
            line = b""
            # Byte by byte, so that what follows is still in the kernel, where `has_more` looks.
            while (byte := os.read(self._source.fileno(), 1)) not in (b"\n", b"\r"):
                if not byte:
                    raise LineEnded
                line += byte if len(line) < LONGEST_LINE else b""
        return line.decode("utf-8", "replace")

    def has_more(self, within_s: float) -> bool:
        """Tell whether more comes down the line, as in the middle of a paste."""
        return self._source.isatty() and bool(select.select([self._source], [], [], within_s)[0])

    def ask_secret(self, prompt: str) -> str:
        """Read one line that is neither shown nor remembered."""
        with _without_echo(self._source), self.watch():  # before the prompt: a script answers it at once
            self._output.write(printable(prompt))
            self._output.flush()
            line = self._source.readline(LONGEST_LINE)
        self._output.write("\n")
        if not line:
            raise LineEnded
        return line.rstrip("\r\n")

    def _read_plain_line(self, prompt: str) -> str:
        self._output.write(prompt)
        self._output.flush()
        line = self._source.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")


class _without_echo:  # noqa: N801 - read as a statement
    def __init__(self, source: TextIO) -> None:
        self._descriptor = source.fileno() if source.isatty() else None

    def __enter__(self) -> None:
        if self._descriptor is not None:
            self._before = termios.tcgetattr(self._descriptor)
            silent = termios.tcgetattr(self._descriptor)
            silent[3] &= ~termios.ECHO
            termios.tcsetattr(self._descriptor, termios.TCSANOW, silent)

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)


def printable(text: str) -> str:
    """Write a text in printable ASCII: letters without their accents, and no byte that a terminal would obey."""
    plain = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY))
    return "".join(letter if " " <= letter <= "~" else "" if unicodedata.combining(letter) else "?" for letter in plain)


_TYPOGRAPHY = str.maketrans(
    {"’": "'", "«": '"', "»": '"', "—": "-", "–": "-", "…": "...", "œ": "oe", "\t": " ", "°": " deg", "€": "EUR"}
)


def columns(head: str, text: str) -> tuple[str, ...]:
    """Set a text beside what stands before it, and go on below where it is too long for the line."""
    if len(head) + 2 + len(printable(text)) < COLUMNS:
        return (f"{head}  {text}".rstrip(),)
    return head, *wrapped(text, " " * 4)


def fitted(line: str) -> tuple[str, ...]:
    """Break a line for people that is too long; one that begins at the margin is for programs, and stays whole."""
    if len(line) < COLUMNS or not line.startswith(" "):
        return (line,)
    broken = textwrap.wrap(
        printable(line).strip(), COLUMNS - 1, initial_indent=" ", subsequent_indent=" " * 4, break_on_hyphens=False
    )
    return tuple(broken) or ("",)


def wrapped(text: str, indent: str) -> tuple[str, ...]:
    """Break a sentence at words, so that it fits the terminal."""
    return tuple(textwrap.wrap(printable(text), COLUMNS - 1, initial_indent=indent, subsequent_indent=indent))

"""GNU readline as the console uses it: no file, no macro, no other editing mode, no key that waits for a second one."""

import os
from collections.abc import Callable
from types import FrameType

os.environ["INPUTRC"] = os.devnull  # read while readline is imported: an ~/.inputrc could bind a key to whole commands

import readline

_UNWANTED = (
    r"\C-x(", r"\C-x)", r"\C-xe",  # keyboard macros
    r"\C-x\C-r",  # reads the initialization file again
    r"\e\C-j", r"\e\C-m",  # the editing mode of vi, which nobody would find out of
    r"\C-v", r"\C-q",  # the next byte as it is
    r"\e~", r"\e&", r"\e*", r"\e#",  # names of homes, all completions at once, comments
    r"\e[200~",  # a paste that would last until its end mark
    *(rf"\e{digit}" for digit in "0123456789-"),  # repeats the next key
)  # fmt: skip

_SETTINGS = (
    "tab: complete",
    "set enable-bracketed-paste off",
    "set bell-style none",
    "set bind-tty-special-chars off",  # the line's own keys would bring some of the unwanted ones back
    # Noise on the line: bytes above 127 must not become commands.
    "set convert-meta off",
    "set input-meta on",
    "set completion-query-items -1",
    "set page-completions off",
    *(f'"{keys}": abort' for keys in _UNWANTED),
)


def set_up(complete: Callable[[str, int], str | None]) -> None:
    """Make the tab key ask `complete`, as readline's completers are asked."""
    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    for setting in _SETTINGS:
        readline.parse_and_bind(setting)


def read_line(prompt: str) -> str:
    """Read one line; Python's own `input` goes through readline. Raises what the handlers of signals raise."""
    try:
        return input(prompt)
    except SystemError as second_signal:
        # CPython's `input` calls the handlers again while the first signal's exception is on its way out, and takes a
        # handler that returns then for an error.
        if second_signal.__cause__ is None:
            raise
        raise second_signal.__cause__ from None


def is_reading(frame: FrameType | None) -> bool:
    """Tell whether what a signal met is `read_line` itself, and no completer that it called."""
    return frame is not None and frame.f_code is read_line.__code__


def words_before_cursor() -> list[str]:
    """Give the words before the one that is being completed."""
    return readline.get_line_buffer()[: readline.get_begidx()].split()


def remember(line: str) -> None:
    """Let the arrow keys bring the line back, in this session alone."""
    if line.strip():
        readline.add_history(line)


def redisplay() -> None:
    """Show the line being typed again, below what was written meanwhile."""
    readline.redisplay()

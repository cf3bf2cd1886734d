"""A command of the console: its words, what it does, and what may stand after it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.console.answer import Answer, Failed
from kiosk.problems import Problem

if TYPE_CHECKING:
    from config.console.site import Site

Run = Callable[["Site", str], Answer]
"""Given what stands after the command's name, without spaces at either end."""

Complete = Callable[["Site", Sequence[str]], Iterable[str]]
"""Given the words before the one being typed; the command's name is not among them."""


def nothing(_site: "Site", _words: Sequence[str]) -> Iterable[str]:
    return ()


def one_of(*choices: str) -> Complete:
    """Complete the first word after the command."""

    def complete(_site: "Site", words: Sequence[str]) -> Iterable[str]:
        return () if words else choices

    return complete


@dataclass(frozen=True)
class Command:
    name: str
    usage: str
    """As typed, with KEY for what the technician fills in; `help.<name>` in the texts says what it does."""
    run: Run
    complete: Complete = nothing


def misused(site: "Site", usage: str) -> Failed:
    return Failed(Problem.COMMAND_MISUSED, site.text("usage", usage=usage))

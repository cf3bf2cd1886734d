"""A recorded exchange with a card, fit to be sent to a developer: nothing personal is in it.

The text form is one line each: `atr` and its bytes, `>` and a command, `<` and the response to it, `!` where none came,
`=` and what the reading ended in. Lines that begin with `#` are remarks.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.card_reader.apdu import Command, Response

_HEADING = (
    "# Card trace of vitale-kiosk",
    "# Every byte that may be personal is replaced by a stand-in; lengths and status words are the card's own.",
)


class MalformedTrace(ValueError):
    """The text is no trace; the message names the line."""


@dataclass(frozen=True)
class Exchange:
    command: Command
    response: Response | None
    """None where the card or the reader gave none."""


@dataclass(frozen=True)
class Trace:
    atr: bytes
    """Empty where the card did not answer its power-up."""
    exchanges: tuple[Exchange, ...]
    outcome: str = ""

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterable[str]:
        yield from _HEADING
        yield f"atr {_hex(self.atr)}".rstrip()
        for exchange in self.exchanges:
            yield f"> {_hex(exchange.command.encode())}"
            yield "!" if exchange.response is None else f"< {_hex(exchange.response.encode())}"
        if self.outcome:
            yield f"= {self.outcome}"


def parse_trace(text: str) -> Trace:
    """Raises MalformedTrace."""
    parser = _Parser()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            parser.take(line)
        except ValueError:
            raise MalformedTrace(f"line {number} is not one that may stand there") from None
    return parser.trace()


class _Parser:
    def __init__(self) -> None:
        self._atr: bytes | None = None
        self._command: Command | None = None
        self._exchanges: list[Exchange] = []
        self._outcome = ""

    def take(self, line: str) -> None:
        """Raises ValueError."""
        match line.split(maxsplit=1):
            case [] | ["#", *_]:
                pass
            case ["atr", *digits] if self._atr is None:
                self._atr = bytes.fromhex("".join(digits))
            case [">", digits] if self._command is None:
                self._command = Command.decode(bytes.fromhex(digits))
            case ["<", digits] if self._command is not None:
                self._exchanges.append(Exchange(self._command, Response.decode(bytes.fromhex(digits))))
                self._command = None
            case ["!"] if self._command is not None:
                self._exchanges.append(Exchange(self._command, None))
                self._command = None
            case ["=", outcome] if self._command is None:
                self._outcome = outcome
            case _:
                raise ValueError(line)

    def trace(self) -> Trace:
        if self._atr is None or self._command is not None:
            raise MalformedTrace("the ATR or the last response is missing")
        return Trace(self._atr, tuple(self._exchanges), self._outcome)


def _hex(data: bytes) -> str:
    return data.hex().upper()

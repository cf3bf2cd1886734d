"""A card that expects an exact exchange, so that a test fails on a command too many and on one too few."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from hardware.card_reader.apdu import Command, Response


class ScriptedCard:
    """Use it in a `with` block: leaving it checks that the whole script was played."""

    def __init__(self, script: Iterable[tuple[str, str]]) -> None:
        """Each line is a command and the response to it, in hexadecimal."""
        self._script = [(bytes.fromhex(command), bytes.fromhex(response)) for command, response in script]

    def transmit(self, command: Command) -> Response:
        assert self._script, f"a command too many: {command.encode().hex()}"
        expected, response = self._script.pop(0)
        assert command.encode().hex() == expected.hex()
        return Response.decode(response)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            assert not self._script, f"{len(self._script)} commands were never sent"

"""What T=0 leaves to the program, each quirk as a wrapper around the one before (ISO 7816-4 §5.1.3, §5.3.4)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeAlias

from hardware.card_reader.apdu import Command, Response, get_response
from hardware.card_reader.status_words import bytes_waiting, exact_length
from hardware.errors import ProtocolViolation

_MAX_ROUNDS = 128
"""32 KiB in steps of 256: no file is larger."""


class Transmitter(Protocol):
    def transmit(self, command: Command) -> Response: ...


Tap: TypeAlias = Callable[[bytes, Transmitter], Transmitter]
"""Given a card's ATR and its connection, returns what is used in the connection's place, such as a recorder."""


def untapped(_atr: bytes, card: Transmitter) -> Transmitter:
    return card


class CorrectLe:
    """Repeats a command with the length that `6Cxx` names."""

    def __init__(self, inner: Transmitter) -> None:
        self._inner = inner

    def transmit(self, command: Command) -> Response:
        response = self._inner.transmit(command)
        length = exact_length(response.sw)
        if length is None or length == command.le:
            return response
        return self._inner.transmit(replace(command, le=length))


class GetResponse:
    """Fetches the data that `61xx` announces."""

    def __init__(self, inner: Transmitter) -> None:
        self._inner = inner

    def transmit(self, command: Command) -> Response:
        response = self._inner.transmit(command)
        for _ in range(_MAX_ROUNDS):
            waiting = bytes_waiting(response.sw)
            if waiting is None:
                return response
            rest = self._inner.transmit(get_response(command.cla, waiting))
            response = Response(response.data + rest.data, rest.sw)
        raise ProtocolViolation("the card announces more data without end")

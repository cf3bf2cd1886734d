"""The emulator's card without a reader between: a transmitter to its T=0 behavior."""

from hardware.card_reader.apdu import Command, Response
from tests.emulators.card.t0 import CardImage, T0Card


class EmulatedCard:
    def __init__(self, image: CardImage) -> None:
        self._card = T0Card(image)
        self.commands: list[Command] = []

    def transmit(self, command: Command) -> Response:
        self.commands.append(command)
        return Response.decode(self._card.answer(command.encode()))

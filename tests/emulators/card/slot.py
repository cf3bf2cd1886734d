"""One slot of the virtual reader: the card's end of the vpcd protocol, with faults at will.

vpcd is the TCP server. Both ways a frame is a two-byte big-endian length and that many bytes; a frame of one byte is a
command to the slot (power off, power on, reset, tell the ATR), anything else an APDU. A card is in the slot while the
connection stands.
"""

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass

from tests.emulators.card.t0 import CardImage, T0Card

_POWER_OFF, _POWER_ON, _RESET, _TELL_ATR = 0x00, 0x01, 0x02, 0x04
_RECONNECT_S = 0.05
_WAKE_S = 0.0005

# A Vitale 2 at 4 MHz: 93 clocks a bit after negotiation, 372 for the ATR (its TA1), 12 bits a character.
_CLOCK_HZ = 4_000_000
_BYTE_S = 12 * 93 / _CLOCK_HZ
_ATR_BYTE_S = 12 * 372 / _CLOCK_HZ


@dataclass(frozen=True)
class Answer:
    """Answer these bytes instead of the card."""

    response: bytes


@dataclass(frozen=True)
class Withdraw:
    """Pull the card instead of answering."""


@dataclass(frozen=True)
class Swap:
    """Pull the card instead of answering and put this one in at once."""

    card: str
    image: CardImage


@dataclass(frozen=True)
class Silence:
    """Never answer again, until the card is pulled."""


Fault = Answer | Withdraw | Swap | Silence


@dataclass
class _Armed:
    fault: Fault
    countdown: int


@dataclass(frozen=True)
class SlotStatus:
    card: str | None
    slow: bool
    silent: bool
    """A command is under way that will never be answered."""
    commands: int
    wire_s: float
    """How long the bytes since the last `clear` take on the wire of a real card."""


class Slot(threading.Thread):
    """Keeps the connection to vpcd as long as a card is in; every public method is for other threads."""

    def __init__(self, port: int) -> None:
        super().__init__(name=f"slot {port}")
        self._address = ("127.0.0.1", port)
        self._changed = threading.Condition()
        self._card: tuple[str, CardImage] | None = None
        self._connection: socket.socket | None = None
        self._insertion = 0
        self._ending = False
        self._slow = False
        self._silent = False
        self._held = False
        self._armed: list[_Armed] = []
        self._exchanges: list[tuple[bytes, bytes]] = []
        self._wire_s = 0.0

    # Steering.

    def insert(self, name: str, image: CardImage) -> None:
        """Put a card in, taking out what is there."""
        with self._changed:
            self._replace((name, image))

    def remove(self) -> None:
        with self._changed:
            self._replace(None)

    def set_slow(self, slow: bool) -> None:
        self._slow = slow

    def hold(self, held: bool) -> None:
        """Keep answers back, until they are let go or the card is pulled."""
        with self._changed:
            self._held = held
            self._changed.notify_all()

    def arm(self, fault: Fault, at: int) -> None:
        """Let `fault` happen at the `at`-th command from now; 1 is the next one."""
        with self._changed:
            self._armed.append(_Armed(fault, at))

    def clear(self) -> None:
        """Forget armed faults and recorded exchanges, and let answers go."""
        with self._changed:
            self._held = False
            self._changed.notify_all()
            self._armed.clear()
            self._exchanges.clear()
            self._wire_s = 0.0

    def status(self) -> SlotStatus:
        with self._changed:
            return SlotStatus(
                card=self._card[0] if self._card else None,
                slow=self._slow,
                silent=self._silent,
                commands=len(self._exchanges),
                wire_s=self._wire_s,
            )

    def exchanges(self) -> list[tuple[bytes, bytes]]:
        """Return the commands and answers since the last `clear`."""
        with self._changed:
            return list(self._exchanges)

    def end(self) -> None:
        with self._changed:
            self._ending = True
            self._replace(None)

    def _replace(self, card: tuple[str, CardImage] | None) -> None:
        self._card = card
        self._insertion += 1
        if self._connection is not None:
            with contextlib.suppress(OSError):  # pcscd may have closed its side already
                self._connection.shutdown(socket.SHUT_RDWR)
        self._changed.notify_all()

    # The slot's own thread.

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._card is not None or self._ending)
                if self._ending:
                    return
                assert self._card is not None
                image, insertion = self._card[1], self._insertion
            try:
                connection = socket.create_connection(self._address)
            except ConnectionRefusedError:  # pcscd is not running
                with self._changed:
                    self._changed.wait_for(lambda: self._ending, _RECONNECT_S)
                continue
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._changed:
                    self._connection = connection
                try:
                    if self._insertion == insertion:
                        self._serve(connection, T0Card(image), insertion)
                except ConnectionError:  # the card was pulled, or pcscd ended
                    pass
                finally:
                    with self._changed:
                        self._connection = None

    def _serve(self, connection: socket.socket, card: T0Card, insertion: int) -> None:
        powered = fresh_atr = False
        while True:
            message = _receive(connection)
            if len(message) != 1:
                # A card put in since the last power-up says nothing, and a reader reports that at once. vpcd would wait
                # for ever, so the connection is renewed: it reports an empty answer.
                response = self._answer(card, message, insertion) if powered else None
                if response is None:
                    return
            elif message[0] == _TELL_ATR:
                response = card.image.atr
                if fresh_atr:
                    self._take_time(len(response) * _ATR_BYTE_S)
                fresh_atr = False
            else:
                powered = fresh_atr = message[0] in {_POWER_ON, _RESET}
                card.reset()
                continue
            connection.sendall(struct.pack(">H", len(response)) + response)

    def _answer(self, card: T0Card, command: bytes, insertion: int) -> bytes | None:
        fault = self._due()
        match fault:
            case Answer(given):
                response = given
            case Withdraw():
                self.remove()
                return None
            case Swap(name, image):
                self.insert(name, image)
                return None
            case Silence():
                with self._changed:
                    self._silent = True
                    self._changed.wait_for(lambda: self._insertion != insertion)
                    self._silent = False
                return None
            case None:
                with self._changed:
                    self._changed.wait_for(lambda: not self._held or self._insertion != insertion)
                response = card.answer(command)
        self._take_time(_bytes_on_the_wire(command, response) * _BYTE_S)
        with self._changed:
            self._exchanges.append((command, response))
        return response

    def _due(self) -> Fault | None:
        with self._changed:
            due = None
            for armed in self._armed:
                armed.countdown -= 1
                if armed.countdown == 0:
                    due = armed.fault
            self._armed = [armed for armed in self._armed if armed.countdown > 0]
            return due

    def _take_time(self, duration_s: float) -> None:
        with self._changed:
            self._wire_s += duration_s
        if self._slow:
            _sleep_exactly(duration_s)


def _sleep_exactly(duration_s: float) -> None:
    """Sleep without the tenths of a millisecond that a process is woken late."""
    ends_at_s = time.monotonic() + duration_s
    time.sleep(max(0.0, duration_s - _WAKE_S))
    while time.monotonic() < ends_at_s:
        pass


def _bytes_on_the_wire(command: bytes, response: bytes) -> int:
    """Count header, procedure byte, data and status of one T=0 exchange (ISO 7816-3 §10.3)."""
    sent = command[5:]
    received = response[:-2]
    return 5 + (1 if sent or received else 0) + len(sent) + len(received) + 2


def _receive(connection: socket.socket) -> bytes:
    return _receive_exactly(connection, struct.unpack(">H", _receive_exactly(connection, 2))[0])


def _receive_exactly(connection: socket.socket, size: int) -> bytes:
    # vpcd 3.3 sends length and data in two writes: a delayed acknowledgement would cost 40 ms each time.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionResetError("vpcd closed the connection")
        data += part
    return data

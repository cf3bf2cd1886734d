"""How fast a ticket is bytes, how many they are, and how soon the first one is on the wire."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import median

from hardware.printer.api import Printed
from hardware.printer.escpos import encode
from hardware.printer.options import PaperOptions, TcpOptions
from hardware.printer.registry import open_printer
from kiosk.ticket.layout import compose
from tests.bench.measurement import Measurement
from tests.integration.printer.gallery import TICKET

_ROUNDS = 50
_ENCODED_MS = 30
_TICKET_BYTES = 8000
_ON_SERIAL_LINE_S = 0.7
_FIRST_BYTE_MS = 50
_BITS_PER_BYTE = 10
_BAUD_RATE = 115_200

_INITIALIZE = b"\x1b@"
_STATUS_REQUESTS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
_ALL_WELL = b"\x12\x12\x12\x12"
_LAST_QUESTION = b"\x1dr\x01"
_PAPER_PRESENT = b"\x00"


def measure() -> Iterator[Measurement]:
    options = PaperOptions(profile="epson-tm-t20")
    data = encode(compose(TICKET), options)
    encoded_ms = _median_ms(lambda: encode(compose(TICKET), options))
    yield Measurement("ticket: identity to bytes", encoded_ms, _ENCODED_MS, "ms")
    yield Measurement("ticket: bytes", len(data), _TICKET_BYTES, "B")
    on_line_s = len(data) * _BITS_PER_BYTE / _BAUD_RATE
    yield Measurement("ticket: on a 115,200-baud line", on_line_s, _ON_SERIAL_LINE_S, "s", "computed")
    yield Measurement("ticket: request to first byte", _first_byte_ms(), _FIRST_BYTE_MS, "ms", "status asked first")


def _median_ms(action: Callable[[], object]) -> float:
    times_s = []
    for _ in range(_ROUNDS):
        started_s = time.perf_counter()
        action()
        times_s.append(time.perf_counter() - started_s)
    return median(times_s) * 1000


def _first_byte_ms() -> float:
    """Print to a printer that answers at once and notes when a ticket's first byte arrives."""
    arrivals_s: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answering = threading.Thread(target=_answer, args=(listener, arrivals_s))
        answering.start()
        times_ms = []
        port = listener.getsockname()[1]
        with closing(open_printer(TcpOptions(host="127.0.0.1", port=port))) as printer:
            for _ in range(_ROUNDS):
                document = compose(TICKET)
                started_s = time.perf_counter()
                if printer.print(document) != Printed():
                    raise RuntimeError("the ticket was not confirmed")
                times_ms.append((arrivals_s[-1] - started_s) * 1000)
        answering.join()
    return median(times_ms)


def _answer(listener: socket.socket, arrivals_s: list[float]) -> None:
    connection, _ = listener.accept()
    with connection:
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
            if _STATUS_REQUESTS in received:
                connection.sendall(_ALL_WELL)
                received = b""
            elif _INITIALIZE in received:
                arrivals_s.append(time.perf_counter())
                while not received.endswith(_LAST_QUESTION):
                    received += connection.recv(4096)
                connection.sendall(_PAPER_PRESENT)
                received = b""

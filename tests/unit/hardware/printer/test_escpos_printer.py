"""What a line that breaks, or takes no more, leaves behind; for real lines and every fault see tests/integration."""

import pytest

from hardware.errors import DeviceUnavailable
from hardware.printer.api import NotPrinted, Offline, Ready
from hardware.printer.document import Document, Text
from hardware.printer.escpos_printer import EscPosPrinter
from hardware.printer.options import TcpOptions
from hardware.printer.raster_command import LONGEST_COMMAND_BYTES
from hardware.printer.status import DLE_EOT_1_TO_4

TICKET = Document((Text("A 7"),))
READY = b"\x12" * 4


class Line:
    """Takes so many bytes and then no more, or breaks; answers that all is well."""

    def __init__(self, takes: int = 1 << 20, *, breaks: bool = False) -> None:
        self._left = takes
        self._breaks = breaks
        self._answer = b""
        self.received = b""
        self.is_open = True

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        answer, self._answer = self._answer, b""
        return answer

    def write(self, data: bytes, timeout_s: float) -> int:
        taken = data[: self._left]
        self._left -= len(taken)
        self.received += taken
        if data == taken == DLE_EOT_1_TO_4:
            self._answer = READY
        if len(taken) < len(data) and self._breaks:
            raise DeviceUnavailable("broken")
        return len(taken)

    def close(self) -> None:
        self.is_open = False


@pytest.mark.parametrize("trouble", [Line(100, breaks=True), Line(100)])
def test_a_command_cut_short_is_completed_by_the_first_line_that_takes_all_of_its_rest(trouble):
    lost, works = Line(len(DLE_EOT_1_TO_4) + 20, breaks=True), Line()
    lines = iter([lost, trouble, works])
    printer = EscPosPrinter(lambda: next(lines), TcpOptions(status_timeout_s=0.1, print_timeout_s=2))
    assert printer.print(TICKET) == NotPrinted(Offline(), partly_on_paper=True)
    assert printer.status() == Offline()
    assert not trouble.is_open
    assert printer.status() == Ready()
    assert works.received == bytes(LONGEST_COMMAND_BYTES) + DLE_EOT_1_TO_4

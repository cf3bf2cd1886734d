"""The printer itself: sensors, receive buffer, status, and the roll under the head. It knows neither line nor clock."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hardware.printer.commands import Command, CommandReader, Item
from hardware.printer.paper import Paper, Sheet

_RECEIVE_BUFFER_BYTES = 4096


@dataclass
class Sensors:
    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    cutter_jammed: bool = False
    overheated: bool = False
    switched_offline: bool = False
    broken: bool = False
    """An error that only a repair ends."""

    @property
    def has_error(self) -> bool:
        return self.cutter_jammed or self.overheated or self.broken

    @property
    def is_offline(self) -> bool:
        return self.paper_out or self.cover_open or self.switched_offline or self.has_error


class Mechanism:
    """Takes bytes, gives status bytes, and hands each finished sheet with its bytes to `on_sheet`."""

    def __init__(self, paper: Paper, on_sheet: Callable[[Sheet, bytes], None]) -> None:
        self.sensors = Sensors()
        self.silent = False
        self.busy = False
        self.paper = paper
        self._on_sheet = on_sheet
        self._reader = CommandReader()
        self._waiting: deque[tuple[Item, bytes]] = deque()
        self._arriving = bytearray()
        self._sheet_bytes = bytearray()
        self._at_line: tuple[int, str] | None = None
        self._automatic = 0
        self._reported = b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the line; return what the printer answers."""
        answer = bytearray()
        for byte in data:
            self._arriving.append(byte)
            for item in self._reader.feed(bytes([byte])):
                answer += self._arrived(item)
        return self._spoken(bytes(answer) + self._work())

    def carry_on(self) -> bytes:
        """Report what changed and go on printing, after somebody changed the sensors."""
        return self._spoken(self._automatic_report() + self._work())

    def trip_after(self, lines: int, sensor: str) -> None:
        """Turn the sensor on once so many more lines are printed."""
        self._at_line = (self.paper.lines + lines, sensor)

    def tear_off(self) -> None:
        """Take what is printed and not cut out of the slot, as a person does."""
        self._finish(self.paper.tear_off())

    @property
    def buffer_is_full(self) -> bool:
        return sum(len(raw) for _, raw in self._waiting) + len(self._arriving) >= _RECEIVE_BUFFER_BYTES

    @property
    def waiting(self) -> int:
        """Commands received and not carried out."""
        return len(self._waiting)

    def _spoken(self, answer: bytes) -> bytes:
        return b"" if self.silent else answer

    def _arrived(self, item: Item) -> bytes:
        match item:
            case Command(b"\x10\x04", parameters):
                self._arriving.clear()
                return self._real_time_status(parameters[0])
            case Command(b"\x10\x14", b"\x08\x01\x03\x14\x01\x06\x02\x08"):
                self._arriving.clear()
                self._waiting.clear()
                self.paper.clear_buffer()
                return b"\x37\x25\x00"
            case _:
                self._waiting.append((item, bytes(self._arriving)))
                self._arriving.clear()
                return b""

    def _work(self) -> bytes:
        """Carry out what waits, until something stops the printer."""
        answer = bytearray()
        while self._waiting and not self.sensors.is_offline and not self.busy:
            item, raw = self._waiting.popleft()
            self._sheet_bytes += raw
            answer += self._carry_out(item)
            if self._at_line is not None and self.paper.lines >= self._at_line[0]:
                setattr(self.sensors, self._at_line[1], True)
                self._at_line = None
                answer += self._automatic_report()
        return bytes(answer)

    def _carry_out(self, item: Item) -> bytes:
        match item:
            case Command(b"\x1da", parameters):
                self._automatic = parameters[0]
                self._reported = b""
                return self._automatic_report()
            case Command(b"\x1dr", b"\x01" | b"1") | Command(b"\x1bv"):
                return bytes([self._paper_bits(low=0x03, out=0x0C)])
            case Command(b"\x1d(H", parameters) if parameters[2:4] == b"00":
                return b"\x37\x22" + parameters[4:8] + b"\x00"
            case _:
                sheet = self.paper.execute(item)
                if sheet is not None:
                    self._finish(sheet)
                return b""

    def _finish(self, sheet: Sheet) -> None:
        raw = bytes(self._sheet_bytes)
        self._sheet_bytes.clear()
        self._on_sheet(sheet, raw)

    def _real_time_status(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        sensors = self.sensors
        match n:
            case 1:
                bits = 0x08 if sensors.is_offline else 0
            case 2:
                bits = (
                    (0x04 if sensors.cover_open else 0)
                    | (0x20 if sensors.paper_out else 0)
                    | (0x40 if sensors.has_error else 0)
                )
            case 3:
                bits = self._error_bits()
            case 4:
                bits = self._paper_bits(low=0x0C, out=0x60)
            case _:
                return b""
        return bytes([0x12 | bits])

    def _automatic_report(self) -> bytes:
        """Return the four bytes of automatic status, if they are wanted and differ from those sent last."""
        if not self._automatic:
            return b""
        sensors = self.sensors
        first = 0x10 | (0x08 if sensors.is_offline else 0) | (0x20 if sensors.cover_open else 0)
        report = bytes([first, self._error_bits(), self._paper_bits(low=0x03, out=0x0C), 0])
        if report == self._reported:
            return b""
        self._reported = report
        return report

    def _error_bits(self) -> int:
        sensors = self.sensors
        return (
            (0x08 if sensors.cutter_jammed else 0)
            | (0x20 if sensors.broken else 0)
            | (0x40 if sensors.overheated else 0)
        )

    def _paper_bits(self, *, low: int, out: int) -> int:
        # The near-end sensor sees no paper either once the roll is used up.
        if self.sensors.paper_out:
            return low | out
        return low if self.sensors.paper_low else 0

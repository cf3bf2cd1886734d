"""The one loop that joins cable, mechanism and control socket; single-threaded, so that every run is the same."""

import json
import re
import select
import socket
from pathlib import Path
from typing import Any

from tests.emulators.printer.line import Line, LineLost
from tests.emulators.printer.mechanism import Mechanism
from tests.emulators.printer.tray import Tray

COMMANDS = """\
paper out | paper low  no paper | the roll is nearly used up
paper in               a new roll
cover open | cover closed
offline | online       the printer's own button
cutter jammed | cutter free
hot | cool             the print head
broken | repaired      an error that only a repair ends
paper out after N      each of the troubles above may come after N more printed lines
busy | idle            hold everything without any error | go on
silent | talking       print, but answer nothing | answer again
garbage HEX            send these bytes to the driver, out of turn
cable out [after N]    at once or after N more bytes
cable in
hang up                drop the connection, as a printer that restarts
tear                   take what is printed and not cut
status                 tickets so far, sensors, bytes received, what waits, commands that were not known"""

_SENSORS = {
    ("paper", "out"): ("paper_out", True),
    ("cover", "open"): ("cover_open", True),
    ("cover", "closed"): ("cover_open", False),
    ("paper", "low"): ("paper_low", True),
    ("offline",): ("switched_offline", True),
    ("online",): ("switched_offline", False),
    ("cutter", "jammed"): ("cutter_jammed", True),
    ("cutter", "free"): ("cutter_jammed", False),
    ("hot",): ("overheated", True),
    ("cool",): ("overheated", False),
    ("broken",): ("broken", True),
    ("repaired",): ("broken", False),
}


_HEX = re.compile(r"([0-9a-fA-F]{2})+")
_CONTROL_READ_BYTES = 4096


class CommandRefused(ValueError):
    """The line is not one of COMMANDS."""


class _Conversation:
    """One connection to the control socket; it may stay open as long as it likes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._pending = b""

    def read_lines(self) -> list[str]:
        """Return what has come in whole lines; raises OSError at the end."""
        data = self.connection.recv(_CONTROL_READ_BYTES)
        if not data:
            raise ConnectionResetError
        *lines, self._pending = (self._pending + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]

    def answer(self, content: dict[str, Any]) -> None:
        self.connection.sendall(json.dumps(content).encode() + b"\n")


class Emulator:
    def __init__(self, line: Line, mechanism: Mechanism, tray: Tray, control: Path) -> None:
        self._line = line
        self._mechanism = mechanism
        self._tray = tray
        self._control_path = control
        control.unlink(missing_ok=True)
        self._control = socket.create_server(str(control), family=socket.AF_UNIX)
        self._conversations: dict[int, _Conversation] = {}
        self._received = 0
        self._unplugs_at: int | None = None

    def run(self, ended: int) -> None:
        """Work until the descriptor `ended` becomes readable."""
        while True:
            watched = [self._control.fileno(), ended, *self._conversations]
            if not self._mechanism.buffer_is_full:
                watched += self._line.descriptors()
            poll = select.poll()
            for descriptor in watched:
                poll.register(descriptor, select.POLLIN)
            ready = {descriptor for descriptor, _ in poll.poll()}
            if ended in ready:
                return
            if self._control.fileno() in ready:
                connection, _ = self._control.accept()
                self._conversations[connection.fileno()] = _Conversation(connection)
            for descriptor in ready & self._conversations.keys():
                self._converse(descriptor)
            if ready.intersection(self._line.descriptors()):
                self._serve_line()

    def close(self) -> None:
        self._line.close()
        for conversation in self._conversations.values():
            conversation.connection.close()
        self._control.close()
        self._control_path.unlink(missing_ok=True)

    def _serve_line(self) -> None:
        try:
            data = self._line.read()
        except LineLost:
            return
        if self._unplugs_at is not None and self._received + len(data) >= self._unplugs_at:
            data = data[: self._unplugs_at - self._received]
            self._unplugs_at = None
            self._received += len(data)
            self._mechanism.receive(data)
            self._line.unplug()
            return
        self._received += len(data)
        self._line.write(self._mechanism.receive(data))

    def _converse(self, descriptor: int) -> None:
        conversation = self._conversations[descriptor]
        try:
            for line in conversation.read_lines():
                conversation.answer(self._answer_to(line))
        except OSError:
            # The other end is gone; the printer works on.
            del self._conversations[descriptor]
            conversation.connection.close()

    def _answer_to(self, line: str) -> dict[str, Any]:
        try:
            return {"ok": True} | self._obey(line.split())
        except CommandRefused as refusal:
            return {"ok": False, "error": str(refusal)}

    def _obey(self, words: list[str]) -> dict[str, Any]:
        match words:
            case ["status"]:
                return self._status()
            case ["paper", "in"]:
                self._mechanism.sensors.paper_out = self._mechanism.sensors.paper_low = False
            case ["busy" | "idle" as word]:
                self._mechanism.busy = word == "busy"
            case ["silent" | "talking" as word]:
                self._mechanism.silent = word == "silent"
            case ["garbage", digits] if _HEX.fullmatch(digits):
                self._line.write(bytes.fromhex(digits))
            case ["cable", "out", "after", number] if number.isdecimal():
                self._unplugs_at = self._received + int(number)
            case ["cable", "out"]:
                self._line.unplug()
            case ["cable", "in"]:
                self._line.plug_in()
            case ["hang", "up"]:
                self._line.hang_up()
            case ["tear"]:
                self._mechanism.tear_off()
            case [*sensor_words, "after", number] if tuple(sensor_words) in _SENSORS and number.isdecimal():
                sensor, _ = _SENSORS[tuple(sensor_words)]
                self._mechanism.trip_after(int(number), sensor)
            case _ if tuple(words) in _SENSORS:
                sensor, value = _SENSORS[tuple(words)]
                setattr(self._mechanism.sensors, sensor, value)
            case _:
                raise CommandRefused(f"the commands are:\n{COMMANDS}")
        self._line.write(self._mechanism.carry_on())
        return {}

    def _status(self) -> dict[str, Any]:
        return {
            "tickets": self._tray.count,
            "sensors": vars(self._mechanism.sensors),
            "received_bytes": self._received,
            "waiting_commands": self._mechanism.waiting,
            "has_uncut_print": self._mechanism.paper.has_uncut_print,
            "unknown_commands": [code.hex() for code in self._mechanism.paper.unknown],
        }

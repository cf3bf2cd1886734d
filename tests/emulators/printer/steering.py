"""What a test, the demo or a trainer's panel uses to start the printer emulator and to spoil its day."""

import contextlib
import json
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from tests.emulators.child_program import child_program

_ANSWER_TIMEOUT_S = 20.0
_POLL_S = 0.01
_READY = re.compile(r"printer emulator ready: (?P<address>\S+)")


class PrinterEmulator:
    """A running `python -m tests.emulators.printer`, reached through its control socket."""

    def __init__(self, address: str, control: Path, paper_folder: Path) -> None:
        self.address = address
        """`127.0.0.1:PORT`, or the path of the pseudo-terminal."""
        self.paper_folder = paper_folder
        self._control = control

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def steer(self, command: str) -> dict[str, Any]:
        """Send one command as it stands in the README; raises ValueError if it is refused."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_TIMEOUT_S)
            connection.connect(str(self._control))
            with connection.makefile("rw", encoding="utf-8") as stream:
                stream.write(command + "\n")
                stream.flush()
                answer = json.loads(stream.readline())
        if not answer.pop("ok"):
            raise ValueError(answer["error"])
        return dict(answer)

    def status(self) -> dict[str, Any]:
        return self.steer("status")

    @property
    def tickets(self) -> int:
        """How many sheets lie in the tray."""
        return int(self.status()["tickets"])

    def wait_for_tickets(self, count: int, timeout_s: float = 20.0) -> None:
        """Return once that many sheets lie in the tray; raises TimeoutError."""
        deadline_s = time.monotonic() + timeout_s
        while self.tickets < count:
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"{self.tickets} of {count} tickets came out")
            time.sleep(_POLL_S)

    def picture(self, number: int = -1) -> Image.Image:
        """Return the sheet's picture, counted from 1; -1 is the last."""
        with Image.open(self._sheets("png")[number if number < 0 else number - 1]) as picture:
            return picture.convert("RGB")

    def raw(self, number: int = -1) -> bytes:
        return self._sheets("bin")[number if number < 0 else number - 1].read_bytes()

    def _sheets(self, suffix: str) -> list[Path]:
        return sorted(self.paper_folder.glob(f"ticket-*.{suffix}"))


@contextlib.contextmanager
def running_printer(paper_folder: Path, *arguments: str, over: str = "tcp", port: int = 0) -> Iterator[PrinterEmulator]:
    """Start the program on a free TCP port, or `over` a "pty", and end it with the block.

    `arguments` are those of the program, such as `"--paper-width", "58"`.
    """
    with tempfile.TemporaryDirectory(prefix="printer-") as short:  # a Unix socket's path has 107 bytes at most
        control = Path(short) / "control"
        line = ["--pty", str(Path(short) / "lp0")] if over == "pty" else ["--port", str(port)]
        line += ["--paper-folder", str(paper_folder), "--control", str(control), *arguments]
        with child_program("tests.emulators.printer", line, _READY) as child:
            yield PrinterEmulator(child.address, control, paper_folder)

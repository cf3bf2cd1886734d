"""A USB relay module of Numato Lab on a pseudo-terminal: its relays, its GPIOs and its prompt."""

import re
import select
import threading
from collections.abc import Callable
from pathlib import Path

from tests.emulators.printer.line import PtyLine

_COMMAND = re.compile(r"(relay (?:on|off)|gpio (?:set|clear|read)) ([0-9A-V])")
_LINE_END = "\n\r"
_POLL_S = 0.02
_PATIENCE_S = 20.0


class Module:
    """Runs on its own thread from `start` to `close`; may be asked and steered from any."""

    def __init__(self, device: Path) -> None:
        self.device = device
        """What `indicator.device` names."""
        self._line = PtyLine(device)
        self._changed = threading.Condition()
        self._levels: dict[str, bool] = {}
        self._history: list[tuple[str, bool]] = []
        self._inputs: dict[str, bool] = {}
        self._answering = True
        self._plugging: bool | None = None
        self._typed = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="numato module")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._line.close()

    def is_on(self, output: str) -> bool:
        """Tell the level of an output such as `relay 0` or `gpio 3`; off until it was switched."""
        with self._changed:
            return self._levels.get(output, False)

    def history(self, output: str) -> list[bool]:
        """Return every level the output was switched to, in order."""
        with self._changed:
            return [level for name, level in self._history if name == output]

    def wait_until(self, holds: Callable[["Module"], bool], timeout_s: float = _PATIENCE_S) -> None:
        """Return once it holds; raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: holds(self), timeout_s):
                raise TimeoutError(f"the outputs are {self._levels}")

    def set_input(self, name: str, level: bool) -> None:
        """Put a level on an input such as `gpio 4`."""
        with self._changed:
            self._inputs[name] = level

    def fall_silent(self, silent: bool = True) -> None:
        """Take commands without answering, or answer again."""
        self._answering = not silent

    def unplug(self) -> None:
        self._plug(False)

    def plug_in(self) -> None:
        self._plug(True)

    def _plug(self, plugged: bool) -> None:
        with self._changed:
            self._plugging = plugged
            self._changed.wait_for(lambda: self._plugging is None, _PATIENCE_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._take_plug()
            readable, _, _ = select.select(self._line.descriptors(), [], [], _POLL_S)
            if readable:
                for character in self._line.read().decode("ascii", "replace"):
                    self._type(character)

    def _take_plug(self) -> None:
        with self._changed:
            if self._plugging is not None:
                if self._plugging:
                    self._line.plug_in()
                else:
                    self._line.unplug()
                    self._levels.clear()
                self._plugging = None
                self._changed.notify_all()

    def _type(self, character: str) -> None:
        if character != "\r":
            self._typed += character
            return
        command, self._typed = self._typed, ""
        answer = self._obey(command)
        if self._answering:
            self._line.write(f"{command}{_LINE_END}{answer}>".encode("ascii", "replace"))

    def _obey(self, command: str) -> str:
        match = _COMMAND.fullmatch(command)
        if match is None:
            return ""
        verb, number = match.groups()
        kind, _, action = verb.partition(" ")
        name = f"{kind} {number}"
        with self._changed:
            if action == "read":
                return f"{int(self._inputs.get(name, False))}{_LINE_END}"
            level = action in ("on", "set")
            self._levels[name] = level
            self._history.append((name, level))
            self._changed.notify_all()
        return ""

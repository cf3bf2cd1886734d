"""QEMU's own control socket: pictures of the panel, touches, keys of the machine."""

import json
import socket
from pathlib import Path
from typing import Any

from PIL import Image

from tests.image.serial_line import connect

_ANSWER_TIMEOUT_S = 30.0
_FULL = 0x7FFF


class Qmp:
    def __init__(self, path: Path) -> None:
        self._socket = connect(path)
        self._socket.settimeout(_ANSWER_TIMEOUT_S)
        self._stream = self._socket.makefile("rw", encoding="utf-8")
        self._stream.readline()  # the greeting
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: object) -> Any:
        self._stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._stream.flush()
        for line in self._stream:
            answer = json.loads(line)
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
        raise ConnectionResetError("QEMU ended")

    def picture(self, file: Path) -> Image.Image:
        """Give what the panel shows, and keep it in `file` (PNG)."""
        self.ask("screendump", filename=str(file.absolute()), format="png")
        with Image.open(file) as picture:
            return picture.convert("RGB")

    def press(self, x: float, y: float) -> None:
        """Put a finger down; 0 to 1 from left to right and from top to bottom."""
        self._send(_axis("x", x), _axis("y", y))
        self._send({"type": "btn", "data": {"down": True, "button": "left"}})

    def lift(self) -> None:
        self._send({"type": "btn", "data": {"down": False, "button": "left"}})

    def close(self) -> None:
        self._stream.close()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send(self, *events: dict[str, object]) -> None:
        self.ask("input-send-event", events=list(events))


def _axis(name: str, part: float) -> dict[str, object]:
    return {"type": "abs", "data": {"axis": name, "value": round(part * _FULL)}}

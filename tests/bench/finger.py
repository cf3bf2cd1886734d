"""A finger that touches at once: the tool that moves it runs already."""

import contextlib
import os
import subprocess
from collections.abc import Iterator

_STOP_S = 10.0


class Finger:
    def __init__(self, tool: "subprocess.Popen[str]") -> None:
        self._tool = tool

    def put(self, x: int, y: int) -> None:
        self._do(f"mousemove {x} {y} mousedown 1")

    def lift(self) -> None:
        self._do("mouseup 1")

    def slide_to(self, x: int, y: int) -> None:
        self._do(f"mousemove {x} {y}")

    def _do(self, command: str) -> None:
        assert self._tool.stdin is not None
        self._tool.stdin.write(f"{command}\n")
        self._tool.stdin.flush()


@contextlib.contextmanager
def finger_on(display: str) -> Iterator[Finger]:
    environment = os.environ | {"DISPLAY": display}
    with subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True, env=environment) as tool:
        yield Finger(tool)
        assert tool.stdin is not None
        tool.stdin.close()
        assert tool.wait(_STOP_S) == 0

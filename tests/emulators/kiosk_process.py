"""The product itself, started as it is and driven by touches, as a patient would."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageGrab

from config.settings import Settings, load
from kiosk.control.client import ControlClient
from kiosk.control.protocol import Answer, Question

_START_S = 30.0
_STOP_S = 30.0
_LOOK_S = 0.03
_KEY_MS = 60


class NotShown(AssertionError):
    """What was waited for did not come on the screen in time."""


class KioskProcess:
    """A running `kiosk run` on an X display."""

    def __init__(self, process: subprocess.Popen[bytes], settings: Settings, display: str) -> None:
        self.process = process
        self.settings = settings
        self.display = display

    def screen(self) -> dict[str, Any] | None:
        """Ask what is displayed; None while the kiosk does not answer yet."""
        try:
            with ControlClient(self.settings.control_socket) as client:
                answer = client.ask(Question.SCREEN)
        except OSError:
            return None
        return answer.content if isinstance(answer, Answer) else None

    def wait_for(self, page: str, timeout_s: float = 20.0) -> dict[str, Any]:
        """Wait for a page to be displayed and at rest; return what it shows."""
        return self.wait_until(lambda screen: screen["page"] == page, f"page {page}", timeout_s)

    def tap(self, message_id: str, index: int | None = None, *, held_s: float = 0.05, times: int = 1) -> None:
        """Touch a control where it is; several times without a pause, if told so."""

        def is_there(screen: dict[str, Any]) -> bool:
            return self._control(screen, message_id, index) is not None

        screen = self.wait_until(is_there, f"control {message_id}")
        control = self._control(screen, message_id, index)
        assert control is not None
        rect = control["rect"]
        x, y = rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2
        self.touch(round(x), round(y), held_s, times)

    def touch(self, x: int, y: int, held_s: float = 0.05, times: int = 1) -> None:
        strike = ["mousedown", "1", "sleep", str(held_s), "mouseup", "1"]
        subprocess.run(
            ["xdotool", "mousemove", str(x), str(y), *strike * times],
            env=os.environ | {"DISPLAY": self.display},
            check=True,
            timeout=10,
        )

    def press(self, *keys: str) -> None:
        """Press keys of a plugged keyboard, by their X names, one after the other."""
        subprocess.run(
            ["xdotool", "key", "--delay", str(_KEY_MS), *keys],
            env=os.environ | {"DISPLAY": self.display},
            check=True,
            timeout=10,
        )

    def picture(self) -> Image.Image:
        panel = self.settings.panel
        return ImageGrab.grab((0, 0, panel.width_px, panel.height_px), xdisplay=self.display)

    def stop(self) -> int:
        """End it as systemd does, or find it ended; return its exit status."""
        self.process.terminate()
        return self.process.wait(_STOP_S)

    def wait_until(self, holds: Callable[[dict[str, Any]], bool], what: str, timeout_s: float = 20.0) -> dict[str, Any]:
        """Wait until the screen is as told and takes touches; raises NotShown."""
        ends_at_s = time.monotonic() + timeout_s
        screen: dict[str, Any] | None = None
        while time.monotonic() < ends_at_s:
            if self.process.poll() is not None:
                raise NotShown(f"{what}: the kiosk ended with status {self.process.returncode}")
            screen = self.screen()
            if screen is not None and screen["is_ready"] and holds(screen):
                return screen
            time.sleep(_LOOK_S)
        raise NotShown(f"{what}: after {timeout_s} s the screen shows {screen and screen['page']}")

    @staticmethod
    def _control(screen: dict[str, Any], message_id: str, index: int | None) -> dict[str, Any] | None:
        return next(
            (
                control
                for control in screen["controls"]
                if control["message_id"] == message_id and (index is None or control["index"] == index)
            ),
            None,
        )


@contextlib.contextmanager
def running_kiosk(
    config: Path, display: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[KioskProcess]:
    """Start `kiosk run` and wait for its first page; its log goes to `log`."""
    settings = load(config)
    assert isinstance(settings, Settings), settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--config", str(config)],
            env=os.environ | {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"} | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        kiosk = KioskProcess(process, settings, display)
        try:
            ends_at_s = time.monotonic() + _START_S
            while kiosk.screen() is None:
                if process.poll() is not None or time.monotonic() > ends_at_s:
                    raise NotShown(f"the kiosk did not start, see {log}")
                time.sleep(_LOOK_S)
            yield kiosk
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise

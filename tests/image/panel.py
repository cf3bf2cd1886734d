"""The kiosk's panel in the guest: what is on it, touches, pictures."""

import time
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.control.protocol import Answer, Question, decode_answer, encode_request
from tests.emulators.kiosk_process import NotShown
from tests.image.machine import PANEL_HEIGHT_PX, PANEL_WIDTH_PX, Machine

_LOOK_S = 0.3
_ANSWER_S = 20.0
_TOUCH_S = 0.2
_STILL_S = 60.0
_FEW_COLORS = 16
"""No page has so few."""


class Panel:
    """Asks the kiosk through the relay of the test image."""

    def __init__(self, machine: Machine) -> None:
        self._qmp = machine.qmp
        self._relay = machine.control

    def screen(self) -> dict[str, Any] | None:
        """Ask what is displayed; None while no kiosk answers."""
        self._relay.settimeout(_ANSWER_S)
        self._relay.sendall(encode_request(Question.SCREEN))
        line = b""
        try:
            while not line.endswith(b"\n"):
                line += self._relay.recv(1 << 16)
        except TimeoutError:
            return None
        if not line.strip():
            return None
        answer = decode_answer(line)
        return answer.content if isinstance(answer, Answer) else None

    def wait_for(self, page: str, timeout_s: float) -> dict[str, Any]:
        """Wait until a page is displayed and takes touches; raises NotShown."""
        ends_at_s = time.monotonic() + timeout_s
        screen: dict[str, Any] | None = None
        while time.monotonic() < ends_at_s:
            screen = self.screen()
            if screen is not None and screen["is_ready"] and screen["page"] == page:
                return screen
            time.sleep(_LOOK_S)
        raise NotShown(f"page {page}: after {timeout_s:.0f} s the screen shows {screen and screen['page']}")

    def touch(self, page: str, message_id: str, index: int | None = None, *, timeout_s: float) -> None:
        """Wait for a page and touch one of its controls."""
        screen = self.wait_for(page, timeout_s)
        named = [control for control in screen["controls"] if control["message_id"] == message_id]
        rects = [control["rect"] for control in named if index in (None, control["index"])]
        if not rects:
            raise NotShown(f"page {page} has no control {message_id}")
        rect = rects[0]
        x, y = rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2
        self._qmp.press(x / PANEL_WIDTH_PX, y / PANEL_HEIGHT_PX)
        time.sleep(_TOUCH_S)
        self._qmp.lift()

    def picture(self, file: Path) -> Image.Image:
        """Take a picture once nothing moves any more: a page counts as shown while it is still being drawn."""
        ends_at_s = time.monotonic() + _STILL_S
        before, picture = None, self._qmp.picture(file)
        while (picture.tobytes() != before or picture.getcolors(_FEW_COLORS)) and time.monotonic() < ends_at_s:
            before = picture.tobytes()
            time.sleep(_LOOK_S)
            picture = self._qmp.picture(file)
        return picture

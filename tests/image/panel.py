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
_STILL_S = 3.0
"""The guest may take a second for one frame."""
_DRAWN_S = 120.0

_WHOLE = {"x": 0, "y": 0, "width": PANEL_WIDTH_PX, "height": PANEL_HEIGHT_PX}


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
        """Take a picture once all is drawn and nothing moves any more; raises NotShown if that does not come about.

        llvmpipe draws one square of 64 pixels after the other, and in the guest that is seen.
        """
        screen = self.screen()
        rects = [control["rect"] for control in screen["controls"]] if screen is not None else [_WHOLE]
        ends_at_s = time.monotonic() + _DRAWN_S
        picture = self._qmp.picture(file)
        still_since_s = time.monotonic()
        while (now_s := time.monotonic()) < still_since_s + _STILL_S:
            if now_s > ends_at_s:
                raise NotShown(f"{file.name}: the page was not drawn whole within {_DRAWN_S:.0f} s")
            time.sleep(_LOOK_S)
            before, picture = picture, self._qmp.picture(file)
            if picture != before or not all(_is_drawn(picture, rect) for rect in rects):
                still_since_s = time.monotonic()
        return picture


def _is_drawn(picture: Image.Image, rect: dict[str, float]) -> bool:
    """Tell whether there is more than one color: a control has a text."""
    x, y = rect["x"], rect["y"]
    return picture.crop((round(x), round(y), round(x + rect["width"]), round(y + rect["height"]))).getcolors(1) is None

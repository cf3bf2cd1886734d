"""How soon a touch is answered: by the look of the control, by the letter in the field, by the next page.

The clock starts when the touch is sent to the X server, and stops when the display's memory holds other pixels: no tool
is started and no picture is taken in between.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.camera import Camera
from tests.bench.finger import Finger, finger_on
from tests.bench.measurement import Measurement
from tests.emulators.display import start_display
from tests.emulators.kiosk_process import KioskProcess, running_kiosk
from tests.emulators.surroundings import Surroundings

_PANELS = ((1280, 800), (800, 480))
_TYPES = {"standard": None, "largest": "display.very_large"}
_TAPS_A_PAGE = 6
_NAME, _PLACE = 3 * "ADRTROIS", "MARSEIL"
_BETWEEN_S = 0.4
"""A person looks first, and the loop goes to sleep."""
_ANSWERS_OLD_S = 1.0
"""At rest the kiosk's answer about its screen may be as old as this, and a key too soon after a page is not for it."""
_LOOK_EVERY_S = 0.001
_LIMIT_S = 10.0
_ANSWER_MS = 100.0
_PAGE_MS = 400.0
_BLANK = (2, 2)
"""Where nothing is to be touched."""
_BELOW_TOP_BAR = 0.25
"""Of the height: where no clock is."""


def measure(around: Surroundings, folder: Path) -> Iterator[Measurement]:
    for width, height in _PANELS:
        place = folder / f"{width}x{height}"
        place.mkdir()
        with start_display(width, height, place) as display, finger_on(display) as finger:
            config = around.configure(place, width_px=width, height_px=height, motion=True)
            for name, size in _TYPES.items():
                with running_kiosk(config, display, place / "kiosk.log") as kiosk:
                    patient = _Patient(kiosk, finger, Camera(place))
                    patient.type_all(size)
                yield from patient.measurements(f"{place.name}_{name}")


class _Patient:
    """Goes through the pages without a card, and notes how long each answer takes."""

    def __init__(self, kiosk: KioskProcess, finger: Finger, camera: Camera) -> None:
        self._kiosk = kiosk
        self._finger = finger
        self._camera = camera
        self._touches_s: list[float] = []
        self._pages_s: list[float] = []
        self._letters_s: dict[str, list[float]] = {}

    def measurements(self, where: str) -> Iterator[Measurement]:
        yield _row(f"touch_{where}", self._touches_s, _ANSWER_MS, "to the look of the control, on nine pages")
        yield _row(f"page_{where}", self._pages_s, _PAGE_MS, "from the lifted finger to the next page")
        for field, letters_s in self._letters_s.items():
            yield _row(f"{field}_{where}", letters_s, _ANSWER_MS, "from the lifted finger to the letter in the field")

    def type_all(self, size: str | None) -> None:
        """Touch and type on every page up to the last field, in the size that a control of the display gives."""
        self._shown("welcome")
        if size is not None:
            self._go("footer.display")
            self._go(size)
            self._close("display")
        self._touch("welcome")
        for opener, page in (("footer.language", "language"), ("footer.display", "display")):
            self._go(opener)
            self._touch(page)
            self._close(page)
        self._go("welcome.no_card")
        self._touch("see_desk")
        self._go("type_traits.wanted")
        self._touch(_title("family_name"))
        self._type("name", _NAME)
        for keys, then in (("", "given_names"), ("ZOE", "birth_date"), ("31121975", "sex")):
            self._kiosk.press(*keys, "Return")
            self._touch(_title(then))
        self._go("type_traits.female")
        self._touch(_title("birth_place"))
        self._type("birth_place", _PLACE)

    def _close(self, page: str) -> None:
        self._shown(page)
        self._kiosk.press("Escape")

    def _shown(self, page: str) -> Mapping[str, Any]:
        """Wait for the page of that name or title until it takes touches and keys."""
        screen = self._kiosk.wait_until(lambda screen: page in (screen["page"], screen["title"]), page)
        time.sleep(_ANSWERS_OLD_S)
        return screen

    def _touch(self, page: str) -> None:
        """Touch controls all over the page of that name or title, and lift the finger where it does nothing."""
        controls = self._shown(page)["controls"]
        for control in controls[:: -(-len(controls) // _TAPS_A_PAGE)]:
            self._touches_s.append(self._answer_s(control["rect"], partial(self._put, control["rect"])))
            self._finger.slide_to(*_BLANK)
            self._finger.lift()
        time.sleep(_BETWEEN_S)

    def _go(self, message_id: str) -> None:
        screen = self._kiosk.wait_until(lambda screen: _has(screen, message_id), message_id)
        time.sleep(_ANSWERS_OLD_S)
        rect = _rect_of(screen, message_id)
        width, top = screen["width_px"], round(screen["height_px"] * _BELOW_TOP_BAR)
        # Above the control, and beside what may move.
        area = {"x": width // 2, "y": top, "width": width // 2, "height": rect["y"] - top}
        self._put(rect)
        self._pages_s.append(self._answer_s(area, self._finger.lift))

    def _type(self, field: str, text: str) -> None:
        screen = self._kiosk.wait_for("type_traits")
        # The field stands in one row with what erases in it.
        erase = _rect_of(screen, "type_traits.erase")
        area = {**erase, "x": 0, "width": erase["x"]}
        self._letters_s[field] = []
        for letter in text:
            self._put(_rect_of(screen, "keypad.key", ord(letter)))
            self._letters_s[field].append(self._answer_s(area, self._finger.lift))

    def _put(self, rect: Mapping[str, int]) -> None:
        self._finger.put(rect["x"] + rect["width"] // 2, rect["y"] + rect["height"] // 2)

    def _answer_s(self, area: Mapping[str, int], act: Callable[[], None]) -> float:
        """Act, and tell how long it takes until other pixels are in the area."""
        time.sleep(_BETWEEN_S)
        before, began_s = self._camera.look(area), time.perf_counter()
        act()
        while self._camera.look(area) == before:
            assert time.perf_counter() < began_s + _LIMIT_S, "no answer"
            time.sleep(_LOOK_EVERY_S)
        return time.perf_counter() - began_s


def _title(field: str) -> str:
    return f"type_traits.{field}.title"


def _has(screen: Mapping[str, Any], message_id: str) -> bool:
    return any(control["message_id"] == message_id for control in screen["controls"])


def _rect_of(screen: Mapping[str, Any], message_id: str, index: int | None = None) -> Mapping[str, int]:
    return next(
        control["rect"]
        for control in screen["controls"]
        if control["message_id"] == message_id and index in (None, control["index"])
    )


def _row(name: str, answers_s: Sequence[float], limit_ms: float, what: str) -> Measurement:
    answers_ms = sorted(answer_s * 1000 for answer_s in answers_s)
    count = len(answers_ms)
    note = f"{what}: 95th percentile of {count}; median {median(answers_ms):.0f} ms, at most {answers_ms[-1]:.0f} ms"
    return Measurement(f"screens_{name}", answers_ms[ceil(0.95 * count) - 1], limit_ms, "ms", note)

"""No card reader: the kiosk then is out of order, and its other devices can be tried."""

import threading

from hardware.card_reader.api import NoReader, SlotState


class DisabledReader:
    def __init__(self) -> None:
        self._interrupted = threading.Event()

    def wait_for_change(self, seen: SlotState | None, timeout_s: float) -> SlotState:
        if seen == NoReader():
            self._interrupted.wait(timeout_s)
            self._interrupted.clear()
        return NoReader()

    def read(self) -> NoReader:
        return NoReader()

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        pass

"""Keeps a new slot only if the kiosk works in it (slot-health.service).

    python -m config.slot_health FILE

U-Boot counts a try at every start and takes the other slot when there is none left. A slot that was confirmed once gets
its tries back at every start, whatever is unplugged that day. A new one must show within a quarter of an hour that the
first page stands and that reader and printer answer; else the machine starts again, and after the third time from the
old slot.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.settings import Settings, load
from config.slots import NoSlots, Slot, booted_slot
from config.system import Lacking, Outcome, Ran, Refused, System
from hardware.printer.options import DisabledOptions
from kiosk.control.client import ControlClient
from kiosk.control.protocol import Answer, Question
from kiosk.durable import write_durably

CONFIRMED = "confirmed-slot"
"""File beside the configuration: the installation that was confirmed last."""

_PATIENCE_S = 900.0
_LOOK_S = 3.0
_NO_PAGE_FOR_PATIENTS = ("starting", "out_of_service")
_SILENT_PRINTER = (None, "Offline", "Unknown")

Status = Callable[[Settings], Mapping[str, Any] | None]
"""Asks the running kiosk; None where it does not answer."""


def is_working(status: Mapping[str, Any] | None, settings: Settings) -> bool:
    """Judge what the kiosk tells of itself: a page for patients, a reader, and a printer, be it without paper."""
    if status is None or status["state"] in _NO_PAGE_FOR_PATIENTS or status["reader_problem"] is not None:
        return False
    return isinstance(settings.printer, DisabledOptions) or status["printer"] not in _SILENT_PRINTER


def confirm(system: System, slot: Slot, folder: Path) -> Outcome:
    """Give the running slot its tries back, now and at every later start. Raises OSError."""
    done = system.mark_slot("good")
    if isinstance(done, Ran):
        write_durably(folder / CONFIRMED, slot.installation.encode() + b"\n")
    return done


def is_confirmed(slot: Slot, folder: Path) -> bool:
    file = folder / CONFIRMED
    return slot.is_from_factory or (file.exists() and file.read_text("utf-8").strip() == slot.installation)


def judge(
    system: System,
    config_file: Path,
    ask: Status,
    *,
    monotonic_s: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Confirm the running slot, or have the machine start again. Raises OSError."""
    told = system.slots()
    if not isinstance(told, Ran):
        return told
    try:
        slot = booted_slot(told.lines)
    except NoSlots as failure:
        return Refused(f"rauc: {failure}")
    if is_confirmed(slot, config_file.parent):
        return confirm(system, slot, config_file.parent)
    ends_at_s = monotonic_s() + _PATIENCE_S
    while monotonic_s() < ends_at_s:
        settings = load(config_file)
        # A kiosk that was never set up has nothing to show: that a technician can log in is enough.
        if not config_file.exists() or (isinstance(settings, Settings) and is_working(ask(settings), settings)):
            return confirm(system, slot, config_file.parent)
        wait(_LOOK_S)
    return system.reboot()


def ask_kiosk(settings: Settings) -> Mapping[str, Any] | None:
    try:
        with ControlClient(settings.control_socket) as client:
            answer = client.ask(Question.STATUS)
    except OSError:
        return None  # it starts, or it fell: the next look tells
    return answer.content if isinstance(answer, Answer) else None


def main(arguments: Sequence[str]) -> int:
    match judge(System(), Path(arguments[0]), ask_kiosk):
        case Ran():
            return 0
        case Lacking(program):
            sys.stderr.write(f"{program} is missing\n")
        case Refused(text):
            sys.stderr.write(f"{text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

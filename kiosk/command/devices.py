"""The devices belong to one program at a time: a command that drives one takes the kiosk's own lock first."""

import os
from collections.abc import Callable

from config.settings import Settings
from hardware.errors import HardwareError
from kiosk.command.cannot_start import cannot_start
from kiosk.command.output import Result
from kiosk.durable import LockHeld, take_lock
from kiosk.problems import Problem

_LOCK_S = 2.0


def with_devices(settings: Settings | None, run: Callable[[], Result]) -> Result:
    """Run a command that drives a device, unless a kiosk or a technician's test does; a bare machine has neither."""
    try:
        return run() if settings is None else _locked(settings, run)
    except HardwareError as failure:
        return cannot_start(Problem.READER_MISSING, str(failure))


def _locked(settings: Settings, run: Callable[[], Result]) -> Result:
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        lock = take_lock(settings.device_lock, _LOCK_S)
    except LockHeld:
        return cannot_start(Problem.DEVICE_IN_USE, "the kiosk or a test uses the devices (service pause frees them)")
    except OSError as failure:
        return cannot_start(Problem.STORAGE_FAILED, f"{failure.filename}: {failure.strerror}")
    try:
        return run()
    finally:
        os.close(lock)

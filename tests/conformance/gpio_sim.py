"""The kernel's simulated GPIO chip (gpio-sim), on machines where root may make one through configfs."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_CONFIGFS = Path("/sys/kernel/config/gpio-sim")
_LINES = 8


def is_available() -> bool:
    return _CONFIGFS.is_dir() and os.access(_CONFIGFS, os.W_OK)


class GpioSim:
    def __init__(self, chip: str, folder: Path) -> None:
        self.chip = chip
        self._folder = folder

    def is_high(self, line: int) -> bool:
        return (self._folder / f"sim_gpio{line}" / "value").read_text().strip() == "1"

    def pull(self, line: int, high: bool) -> None:
        (self._folder / f"sim_gpio{line}" / "pull").write_text("pull-up" if high else "pull-down")


@contextlib.contextmanager
def gpio_sim() -> Iterator[GpioSim]:
    device = _CONFIGFS / f"vitale-kiosk-{os.getpid()}"
    bank = device / "bank0"
    bank.mkdir(parents=True)
    try:
        (bank / "num_lines").write_text(str(_LINES))
        (device / "live").write_text("1")
        chip = (bank / "chip_name").read_text().strip()
        platform = (device / "dev_name").read_text().strip()
        yield GpioSim(f"/dev/{chip}", Path("/sys/devices/platform") / platform / chip)
    finally:
        (device / "live").write_text("0")
        bank.rmdir()
        device.rmdir()

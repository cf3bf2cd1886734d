"""Whether a serial line is the technician's: it is, unless the configuration gives it to a device of the kiosk.

    python -m config.technician_line /dev/ttyUSB0 FILE     status 0: a login may be offered there; 1: it is a device's

The getty asks this before it starts (technician@.service): a login prompt would come out on the receipt printer.
"""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.settings import Settings

DRIVERS_ON_A_LINE = ("escpos-serial", "numato")


def is_technicians(line: Path, settings: "Settings") -> bool:
    """Names such as /dev/serial/by-id/… are followed to the line they mean."""
    return line.resolve() not in {Path(device).resolve() for device in _devices(settings)}


def _devices(settings: "Settings") -> list[str]:
    from hardware.indicator.options import NumatoOptions
    from hardware.printer.options import SerialOptions

    return [
        options.device
        for options in (settings.printer, settings.indicator)
        if isinstance(options, SerialOptions | NumatoOptions)
    ]


def main(arguments: Sequence[str]) -> int:
    line, config_file = map(Path, arguments)
    if not _has_device_on_a_line(config_file):
        return 0
    # Late: on a small board the schema takes seconds, which the login need not wait for.
    from config.settings import Settings, load

    settings = load(config_file)
    # Who comes to repair a configuration with mistakes needs the line more than any device.
    return 0 if not isinstance(settings, Settings) or is_technicians(line, settings) else 1


def _has_device_on_a_line(config_file: Path) -> bool:
    try:
        tables = tomllib.loads(config_file.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    named = [tables.get(name) for name in ("printer", "indicator")]
    return any(isinstance(table, dict) and table.get("driver") in DRIVERS_ON_A_LINE for table in named)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

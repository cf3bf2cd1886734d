"""Whether a serial line is the technician's: it is, unless the configuration gives it to a device of the kiosk.

    python -m config.technician_line /dev/ttyUSB0      status 0: a login may be offered there; 1: it is a device's

The getty asks this before it starts (technician@.service): a login prompt would come out on the receipt printer.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from config.settings import Settings, load
from hardware.indicator.options import NumatoOptions
from hardware.printer.options import SerialOptions
from kiosk.command.configuration import DEFAULT_FILE


def is_technicians(line: Path, settings: Settings) -> bool:
    """Names such as /dev/serial/by-id/… are followed to the line they mean."""
    return line.resolve() not in {Path(device).resolve() for device in _devices(settings)}


def _devices(settings: Settings) -> list[str]:
    return [
        options.device
        for options in (settings.printer, settings.indicator)
        if isinstance(options, SerialOptions | NumatoOptions)
    ]


def main(arguments: Sequence[str], config_file: Path = DEFAULT_FILE) -> int:
    settings = load(config_file)
    # Who comes to repair a configuration with mistakes needs the line more than any device.
    return 0 if not isinstance(settings, Settings) or is_technicians(Path(arguments[0]), settings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

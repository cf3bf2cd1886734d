"""Start the product in a finished root, before it is packed: all it imports must be there, in versions that work."""

from pathlib import Path

from image.make.inside import run_inside

_EXAMPLE = "config/kiosk.toml"
_IMPORTS = """\
import os
os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_LOG_MODE": "PYTHON", "KIVY_HOME": "/tmp"}  # its own log would hide errors
import babel, cairosvg, cryptography, gpiod, kivy, lxml.etree, PIL.features, pydantic, pystrich, requests, serial
import smartcard.scard, structlog, tomlkit, zeep
import config.console.__main__, config.slot_health, config.technician_line
import hardware.printer.escpos_printer, hardware.card_reader.pcsc
import kiosk.bootstrap
from hardware.printer.escpos_library import dummy_printer_class
dummy_printer_class()
assert PIL.features.check("raqm"), "Pillow cannot shape Arabic"
"""


def try_out(root: Path, modules: Path) -> None:
    """Import what the product needs, and read the example configuration as the kiosk does."""
    run_inside(root, ["/usr/bin/python3", "-I", "-c", _IMPORTS])
    example = Path("/") / (modules / _EXAMPLE).relative_to(root)
    run_inside(root, ["/usr/local/bin/kiosk", "check-config", example])

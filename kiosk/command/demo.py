"""`kiosk demo`: hands over to the emulators, which live beside the tests and are not part of the product."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import kiosk
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result


def demo() -> Result:
    """Replace this process by the demonstration, where there is a source checkout to run it from."""
    checkout = Path(kiosk.__file__).resolve().parent.parent
    if (checkout / "tests" / "emulators" / "demo.py").is_file():
        _become_the_demo(checkout)
    text = "The demo needs the emulators of a source checkout: clone the repository and run `make demo` there."
    return Result({"outcome": "no_checkout", "text": text}, [text], ExitStatus.CANNOT_START)


def _become_the_demo(checkout: Path) -> NoReturn:
    os.chdir(checkout)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "tests.emulators.demo"])  # noqa: S606 - a fixed command

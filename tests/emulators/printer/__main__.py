"""An ESC/POS receipt printer.

python -m tests.emulators.printer --port 9100 --paper-folder out/paper --control out/paper/control
"""

import argparse
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from hardware.printer.character_rom import EPSON_CODE_PAGES
from hardware.printer.paper import Paper
from hardware.printer.profiles import PROFILES, Profile
from tests.emulators.printer.emulator import COMMANDS, Emulator
from tests.emulators.printer.line import Line, PtyLine, TcpLine
from tests.emulators.printer.mechanism import Mechanism
from tests.emulators.printer.tray import Tray


def main() -> None:
    arguments = _parse()
    profile = PROFILES[arguments.profile]
    tray = Tray(arguments.paper_folder, arguments.paper_width, profile.dots_per_inch)
    paper = Paper(profile.width_dots[arguments.paper_width], _code_pages(profile))
    line: Line = PtyLine(arguments.pty) if arguments.pty else TcpLine(arguments.port)
    emulator = Emulator(line, Mechanism(paper, tray.keep), tray, arguments.control)

    # A signal that comes just before poll() would be seen only after it: the wake-up descriptor is written at once.
    ended, end = os.pipe2(os.O_NONBLOCK)
    signal.set_wakeup_fd(end)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    print(f"printer emulator ready: {line.address}", flush=True)
    try:
        emulator.run(ended)
    finally:
        emulator.close()


def _code_pages(profile: Profile) -> Mapping[int, str]:
    """The model's own numbers, and beside them those of Epson that it does not use otherwise."""
    return EPSON_CODE_PAGES | {number: name.lower() for number, name in profile.code_pages.items()}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators.printer",
        description="A receipt printer on a TCP port or a pseudo-terminal; each ticket becomes a picture.",
        epilog=f"On the control socket, one command a line:\n\n{COMMANDS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    line = parser.add_mutually_exclusive_group(required=True)
    line.add_argument("--port", type=int, help="listen on this port of 127.0.0.1; 0 takes a free one")
    line.add_argument("--pty", type=Path, metavar="PATH", help="make a pseudo-terminal here")
    parser.add_argument("--paper-folder", type=Path, required=True, metavar="FOLDER", help="where the tickets fall")
    parser.add_argument("--control", type=Path, required=True, metavar="SOCKET", help="the Unix socket to steer it by")
    parser.add_argument("--paper-width", type=int, choices=[58, 80], default=80, metavar="MM")
    parser.add_argument("--profile", choices=PROFILES, default="generic", help="the model: its dots and code pages")
    return parser.parse_args()


if __name__ == "__main__":
    main()

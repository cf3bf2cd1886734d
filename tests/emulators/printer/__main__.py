"""An ESC/POS receipt printer.

python -m tests.emulators.printer --port 9100 --paper-folder out/paper --control out/paper/control
"""

import argparse
import os
import signal
from pathlib import Path

from tests.emulators.printer.emulator import COMMANDS, Emulator
from tests.emulators.printer.line import Line, PtyLine, TcpLine
from tests.emulators.printer.mechanism import Mechanism
from tests.emulators.printer.tray import Tray

_DOTS = {58: 384, 80: 576}


def main() -> None:
    arguments = _parse()
    width_dots = arguments.dots or _DOTS[arguments.paper_width]
    tray = Tray(arguments.paper_folder, arguments.paper_width, arguments.dpi)
    line: Line = PtyLine(arguments.pty) if arguments.pty else TcpLine(arguments.port)
    emulator = Emulator(line, Mechanism(width_dots, tray.keep), tray, arguments.control)

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
    parser.add_argument("--paper-width", type=int, choices=sorted(_DOTS), default=80, metavar="MM")
    parser.add_argument("--dots", type=int, help="printable dots, where the model differs from 384 or 576")
    parser.add_argument("--dpi", type=int, default=203)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""`kiosk-console`: the shell of the account `technician`."""

import argparse
import errno
import os
import resource
import signal
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

from config.console import line_editing
from config.console.answer import Failed
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import LineEnded, Terminal
from config.system import System
from kiosk.command.configuration import DEFAULT_FILE


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one session, or one command given with `-c`; return the exit status."""
    parser = argparse.ArgumentParser(prog="kiosk-console", description="The technician's console.")
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE")
    parser.add_argument("-c", dest="command", metavar="COMMAND", help="one command, as on the line")
    options = parser.parse_args(arguments)
    _settle()
    terminal = Terminal(sys.stdout, sys.stdin, line_editing.read_line if sys.stdin.isatty() else None)
    shell = Shell(Site(options.config, terminal, System()))
    try:
        if options.command is not None:
            return 1 if isinstance(shell.execute(options.command), Failed) else 0
        shell.run()
    except (LineEnded, BrokenPipeError):
        pass
    except OSError as failure:
        if not _is_hang_up(failure):
            raise
    return 0


def _settle() -> None:
    """Own the line: no job control, no core file, no bytes that could stop a write."""
    os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGTSTP, signal.SIGQUIT, signal.SIGTTIN, signal.SIGTTOU, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, _hang_up)
    signal.signal(signal.SIGTERM, _hang_up)
    if sys.stdin.isatty():
        attributes = termios.tcgetattr(sys.stdin)
        # A byte of noise that means XOFF would silence the line for good; a break counts as ctrl-C.
        attributes[0] &= ~(termios.IXON | termios.IXOFF | termios.IGNBRK | termios.PARMRK)
        attributes[0] |= termios.BRKINT
        termios.tcsetattr(sys.stdin, termios.TCSANOW, attributes)
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(errors="backslashreplace" if stream is sys.stdout else "replace")  # type: ignore[union-attr]


def _hang_up(_signal: int, _frame: object) -> None:
    raise LineEnded


def _is_hang_up(failure: OSError) -> bool:
    return failure.errno in (errno.EIO, errno.ENXIO)


if __name__ == "__main__":
    sys.exit(main())

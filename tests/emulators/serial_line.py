"""A serial line without the serial: two ends, as of a null-modem cable, each a pseudo-terminal with a name.

    python -m tests.emulators.serial_line COMMAND...

starts the command on one end, again after each time it ended, as getty does, and says how to connect to the other.
"""

import contextlib
import os
import select
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator, Sequence

_CHUNK = 4096
_LOOK_S = 0.1


class SerialLine:
    """One thread carries the bytes; what nobody reads is kept back, as by flow control."""

    def __init__(self, bytes_per_s: int | None = None) -> None:
        """`bytes_per_s` slows both ways down; 960 is 9600 baud."""
        self._laptop, laptop_slave = os.openpty()
        self._kiosk, self.kiosk_slave = os.openpty()
        self._open = [self._laptop, laptop_slave, self.kiosk_slave, self._kiosk]
        tty.setraw(laptop_slave)
        self.laptop_name = os.ttyname(laptop_slave)
        """What a terminal program is pointed at."""
        self.kiosk_name = os.ttyname(self.kiosk_slave)
        """What a login is started on."""
        self.carried = 0
        """Bytes from the kiosk to the laptop."""
        self._pace_s = 1 / bytes_per_s if bytes_per_s else 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="serial line")
        self._thread.start()

    def start(self, command: Sequence[str], **options: object) -> "subprocess.Popen[bytes]":
        """Run a program with the kiosk's end as its controlling terminal, as init does."""
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            ["setsid", "--ctty", "--wait", *command],
            stdin=self.kiosk_slave,
            stdout=self.kiosk_slave,
            stderr=self.kiosk_slave,
            **options,
        )

    def hang_up(self) -> None:
        """Pull the cable: programs on the kiosk's end get SIGHUP."""
        self._stopping.set()
        self._thread.join()
        while self._open:
            os.close(self._open.pop())

    def _carry(self) -> None:
        """Carry both ways at once: an end that does not read must not keep the other's answers back."""
        other_end = {self._laptop: self._kiosk, self._kiosk: self._laptop}
        waiting = dict.fromkeys(other_end, b"")
        for end in other_end:
            os.set_blocking(end, False)
        while not self._stopping.is_set():
            sources = [end for end in other_end if not waiting[other_end[end]]]
            targets = [end for end in other_end if waiting[end]]
            readable, writable, _ = select.select(sources, targets, [], _LOOK_S)
            for target in writable:
                with contextlib.suppress(BlockingIOError):
                    waiting[target] = waiting[target][os.write(target, waiting[target]) :]
            for source in readable:
                chunk = os.read(source, 1 if self._pace_s else _CHUNK)
                self.carried += len(chunk) if source == self._kiosk else 0
                waiting[other_end[source]] = chunk
                self._stopping.wait(self._pace_s)


@contextlib.contextmanager
def serial_line(bytes_per_s: int | None = None) -> Iterator[SerialLine]:
    line = SerialLine(bytes_per_s)
    try:
        yield line
    finally:
        line.hang_up()


class Respawned:
    """A command on a line, started again whenever it ends, as getty is by init."""

    def __init__(self, line: SerialLine, command: Sequence[str]) -> None:
        self._line = line
        self._command = command
        self._stopping = threading.Event()
        self.process = line.start(command)
        self._thread = threading.Thread(target=self._watch, name="respawn")
        self._thread.start()

    def stop(self) -> None:
        """End the command and hang up."""
        self._stopping.set()
        self.process.terminate()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_LOOK_S)
                if not self._stopping.wait(_LOOK_S):
                    self.process = self._line.start(self._command)
        # A login may wait for the shell it started, which only the line ends: it is another user's.
        self._line.hang_up()
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def offered(command: Sequence[str]) -> Iterator[str]:
    """Run a command on a line for the block; give the name of the end to connect to."""
    with serial_line() as line:
        respawned = Respawned(line, command)
        try:
            yield line.laptop_name
        finally:
            respawned.stop()


if __name__ == "__main__":
    with offered(sys.argv[1:]) as name:
        print(f"connect with: screen {name} 9600    (or: picocom {name})", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()

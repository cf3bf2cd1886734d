"""A technician at the other end of the line, with a terminal program."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import serial

from tests.emulators.serial_line import SerialLine

_ANSWER_S = 30.0
_LONGEST_ANSWER = 16 * 1024
_END = re.compile(rb"(?:^|\n)(OK|ERROR [RPIACKNS]-\d{3})\b[^\n]*\n$")
_PROMPT = re.compile(rb"(?:^|\n)[\w-]+> $")


class NoAnswer(AssertionError):
    """What was waited for did not come down the line in time."""


class Session:
    """Types on a real pseudo-terminal and reads what comes back, through pyserial."""

    def __init__(self, line: SerialLine, process: "subprocess.Popen[bytes]") -> None:
        self.line = line
        self.process = process
        self._port = serial.Serial(line.laptop_name, 9600, timeout=0.05)
        self.greeting = ""
        self._unread = b""
        self.seen = b""

    def wait_for(self, pattern: "re.Pattern[bytes]", timeout_s: float = _ANSWER_S) -> str:
        """Read until what came since the last wait matches; give it, carriage returns left out."""
        ends_at_s = time.monotonic() + timeout_s
        read, self._unread = self._unread, b""
        while time.monotonic() < ends_at_s:
            read += self._port.read(4096)
            if pattern.search(read[-_LONGEST_ANSWER:].replace(b"\r", b"")):
                self.seen += read
                return read.replace(b"\r", b"").decode("ascii", "backslashreplace")
        raise NoAnswer(f"{pattern.pattern!r} after {read[-2000:]!r}")

    def wait_for_prompt(self) -> str:
        return self.wait_for(_PROMPT)

    def type(self, text: str) -> None:
        self.send(text.encode() + b"\r")

    def send(self, content: bytes) -> None:
        for start in range(0, len(content), 512):
            self._port.write(content[start : start + 512])
            self._unread += self._port.read(self._port.in_waiting)  # who never reads is held back, as on a real line

    def ask(self, command: str) -> list[str]:
        """Give a command and return the lines of its answer, the echo left out, with the last one."""
        self.type(command)
        answer = self.wait_for_prompt()
        lines = answer.split("\n")
        return [line for line in lines[1:-1] if line]

    def close(self) -> None:
        self._port.close()


def console_command(config: Path) -> list[str]:
    return [sys.executable, "-m", "config.console", "--config", str(config)]


def end(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the console to end by itself; kill it and fail otherwise."""
    try:
        return process.wait(_ANSWER_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        raise

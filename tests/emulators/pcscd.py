"""The real pcscd, started and stopped by tests and by the demo inside a private namespace."""

import contextlib
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.emulators.namespace import PCSCD_FOLDER, is_private

_SOCKET = PCSCD_FOLDER / "pcscd.comm"
_PID_FILE = PCSCD_FOLDER / "pcscd.pid"
_START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 5.0
_NOTICE_TIMEOUT_S = 20.0


class Pcscd:
    """One pcscd for the namespace of this process, with vpcd's two virtual slots.

    `readers_folder` replaces `/etc/reader.conf.d`; an empty folder makes a machine without a reader.
    """

    def __init__(self, log: Path | None = None, readers_folder: Path | None = None) -> None:
        self._log = log
        self.readers_folder = readers_folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and return once it answers on its socket."""
        if not is_private():
            raise RuntimeError("pcscd is started in a private namespace only: call enter_private_namespace() first")
        if _answers():
            raise RuntimeError("a pcscd already runs in this namespace")
        # A killed pcscd leaves both, and the next one then refuses to start.
        _SOCKET.unlink(missing_ok=True)
        _PID_FILE.unlink(missing_ok=True)
        command = ["pcscd", "--foreground"]
        if _knows_polkit():
            command.append("--disable-polkit")
        if self.readers_folder is not None:
            command += ["--config", str(self.readers_folder)]
        with contextlib.ExitStack() as files:
            log = subprocess.DEVNULL if self._log is None else files.enter_context(self._log.open("ab"))
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not _answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"pcscd ended at once with status {self._process.returncode}")
            if time.monotonic() > deadline:
                self.kill()
                raise TimeoutError("pcscd opened no socket")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it as a service manager does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:  # a card that never answers keeps it from ending
                self._process.kill()
                self._process.wait()
            self._process = None

    def kill(self) -> None:
        """End it as a crash does: its socket and pid file stay behind."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("pcscd is not running")
        return self._process.pid

    def wait_until_empty(self) -> None:
        """Return once pcscd has noticed that no slot holds a card, which takes up to its poll of 0.4 s."""
        from smartcard import scard

        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        try:
            _, readers = scard.SCardListReaders(context, [])
            states = [(reader, scard.SCARD_STATE_UNAWARE) for reader in readers]
            deadline = time.monotonic() + _NOTICE_TIMEOUT_S
            while True:
                _, seen = scard.SCardGetStatusChange(context, 1000, states)[:2]
                if not any(state & scard.SCARD_STATE_PRESENT for _, state, _ in seen):
                    return
                if time.monotonic() > deadline:
                    raise TimeoutError("a card is still in")
                states = [(reader, state & ~scard.SCARD_STATE_CHANGED) for reader, state, _ in seen]
        finally:
            scard.SCardReleaseContext(context)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _knows_polkit() -> bool:
    """Tell whether this pcscd asks polkit: 1.9 does not, and ends when told not to."""
    usage = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, timeout=10, check=False)
    return "--disable-polkit" in usage.stdout + usage.stderr


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(_SOCKET))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

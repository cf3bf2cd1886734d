"""A test of the devices pauses a kiosk that serves patients, and gives them their kiosk back however it ends."""

import contextlib
import io
import os
import signal
from pathlib import Path

import pytest

from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.system import System
from kiosk.control.protocol import Command, Order, Question
from kiosk.control.server import ControlService
from kiosk.problems import Problem
from kiosk.runtime.worker import Worker
from tests.unit.config.test_settings import SMALLEST


class Busy:
    """A kiosk in the middle of a visit: it takes the order to pause, and goes on serving."""

    def __init__(self, socket: Path) -> None:
        self.orders: list[Command] = []
        self.while_waited_for = lambda: None
        listening = ControlService(socket, self._answers, self._obey)
        self._worker: Worker[None] = Worker("control", lambda: listening, silence_s=30)
        self._worker.start()

    def close(self) -> None:
        self._worker.ask_to_stop()
        assert self._worker.join(5)

    def _answers(self):
        if self.orders:
            self.while_waited_for()
        return {Question.STATUS: {"is_paused": False, "is_visit_under_way": True}}

    def _obey(self, order: Order) -> None:
        self.orders.append(order.command)


@pytest.fixture
def kiosk(tmp_path):
    (tmp_path / "state").mkdir()
    with contextlib.closing(Busy(tmp_path / "state" / "control.socket")) as busy:
        yield busy


@pytest.fixture
def shell(tmp_path, kiosk):
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST + '[storage]\nstate_dir = "state"\n')
    return Shell(Site(file, Terminal(io.StringIO(), io.StringIO()), System("", tmp_path / "none"), "technician"))


@pytest.fixture
def ctrl_c():
    """As at a terminal; what was started in the background ignores ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_a_technician_who_does_not_wait_for_the_visit_leaves_no_paused_kiosk_behind(shell, kiosk):
    def interrupt_once() -> None:
        kiosk.while_waited_for = lambda: None
        os.kill(os.getpid(), signal.SIGINT)

    kiosk.while_waited_for = interrupt_once
    assert shell.execute("test reader").problem is Problem.COMMAND_INTERRUPTED
    assert kiosk.orders == [Command.PAUSE, Command.RESUME]


def test_a_visit_that_goes_on_is_told_and_not_followed_by_a_pause(shell, kiosk, monkeypatch):
    monkeypatch.setattr("config.console.commands.device_test._PAUSE_S", 0.2)
    assert shell.execute("test reader").problem is Problem.VISIT_UNDER_WAY
    assert kiosk.orders == [Command.PAUSE, Command.RESUME]

"""A console on a line, with the emulators it tests against; the kiosk program is down unless a test starts one."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.emulators.card.steering import CardEmulator
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.pcscd import Pcscd
from tests.emulators.printer.steering import running_printer
from tests.emulators.serial_line import serial_line
from tests.emulators.surroundings import Surroundings
from tests.integration.console.session import Session, console_command

OpenConsole = Callable[..., Session]


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    with start_simulator(tmp_path_factory.mktemp("insi") / "pki") as insi:
        yield insi


@pytest.fixture
def around(
    simulator: RunningSimulator, pcscd: Pcscd, card_emulator: CardEmulator, tmp_path: Path
) -> Iterator[Surroundings]:
    with running_printer(tmp_path / "paper") as printer:
        yield Surroundings(pcscd, card_emulator, simulator, printer)
    simulator.steering.reset()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration of a kiosk that nothing stands around."""
    file = tmp_path / "kiosk.toml"
    file.write_text(
        """\
# Set up by hand.
[establishment]
id = "10B0152872"
name = "Centre hospitalier de Valmont"   # as patients read it

[insi]
url = "https://127.0.0.1:1/lps"
environment = "qualification"
ca_file = "ca.pem"
certificate_file = "insi.pem"
key_file = "insi.key"
idam = "TESTSGIE0000"

[card_reader]
driver = "disabled"

[printer]
driver = "disabled"

[storage]
state_dir = "state"

[console]
language = "en"
"""
    )
    return file


@pytest.fixture
def open_console() -> Iterator[OpenConsole]:
    """Starts consoles, each on a line of its own, and ends them."""
    ending = contextlib.ExitStack()

    def start(config: Path, *, bytes_per_s: int | None = None, account: str = "technician", **more: str) -> Session:
        line = ending.enter_context(serial_line(bytes_per_s))
        environment = {"PATH": os.environ["PATH"], "LOGNAME": account, "TERM": "vt100", "HOME": "/nonexistent"} | more
        process = line.start(console_command(config), env=environment)
        ending.callback(process.wait, 30)
        ending.callback(process.terminate)
        ending.callback(line.hang_up)
        session = Session(line, process)
        ending.callback(session.close)
        session.greeting = session.wait_for_prompt()
        return session

    with ending:
        yield start

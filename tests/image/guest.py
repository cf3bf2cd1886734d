"""A kiosk in QEMU over many starts: one disk, the emulators around it, a technician who set it up."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from image.make.slot import make_fat
from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.printer.steering import PrinterEmulator, running_printer
from tests.image import limits, write_log
from tests.image.machine import Forward, Machine, plain_drive, running, virt
from tests.image.technician import Technician

CARD_PORTS = (35963, 35964)
INSI_ADDRESS, INSI_PORT = "10.0.2.100", 8443
PRINTER_ADDRESS, PRINTER_PORT = "10.0.2.101", 9100
PASSWORD = "Trois-Lampes-Bleues-7"  # noqa: S105 -- of a guest that lives for minutes

_STICK_SPARE_BYTES = 64 << 20


@dataclass(frozen=True)
class Surroundings:
    card: CardEmulator
    insi: RunningSimulator
    printer: PrinterEmulator

    @property
    def forwards(self) -> list[Forward]:
        insi_port = int(self.insi.url.split(":")[2].partition("/")[0])
        return [
            Forward(INSI_ADDRESS, INSI_PORT, insi_port),
            Forward(PRINTER_ADDRESS, PRINTER_PORT, self.printer.port),
        ]

    @property
    def insi_url(self) -> str:
        """As the guest finds it."""
        return f"https://{INSI_ADDRESS}:{INSI_PORT}/{self.insi.url.split('/', 3)[3]}"


@contextlib.contextmanager
def surroundings(folder: Path, paper: Path) -> Iterator[Surroundings]:
    """Start the emulators on this host; the network namespace must be private."""
    with (
        running_card_emulator(folder / "card.socket") as card,
        start_simulator(folder / "pki", "--name", INSI_ADDRESS) as insi,
        running_printer(paper) as printer,
    ):
        yield Surroundings(card, insi, printer)


def make_stick(image: Path, files: dict[str, Path]) -> list[str]:
    """Make a memory stick with these files; return how QEMU plugs it in."""
    need = sum(file.stat().st_size for file in files.values()) + _STICK_SPARE_BYTES
    make_fat(image, "STICK", "12345678", need // 4096 * 4096, files)
    return [
        "-drive", f"if=none,id=stick,format=raw,readonly=on,file={image}", "-device", "usb-storage,drive=stick",
    ]  # fmt: skip


@dataclass(frozen=True)
class Guest:
    disk: Path
    logs: Path
    around: Surroundings

    @contextlib.contextmanager
    def started(
        self, *further: str, restarts: bool = False, logged_to: Path | None = None
    ) -> Iterator[tuple[Machine, Technician]]:
        """Run the machine for the block; its power is cut at the end."""
        drive = write_log.arguments(self.disk, logged_to) if logged_to else plain_drive(self.disk)
        arguments = [*virt(forwards=self.around.forwards, card_ports=CARD_PORTS), *drive, *further]
        with running(arguments, self.logs, restarts=restarts) as machine:
            yield machine, Technician(machine.technician)

    def log_in(self, machine: Machine, technician: Technician) -> str:
        """Return the slot that was started, once the technician is in."""
        slot = machine.wait_for_slot(limits.UBOOT_S)
        technician.log_in(PASSWORD, limits.LOGIN_S)
        return slot


def version_of(technician: Technician) -> str:
    """Read which image runs from the console's `version`."""
    seen = re.search(r"\b(\d+\.\d+\.\d+)\b", technician.ask("version"))
    return seen[1] if seen else "?"


def require(answer: str, *, without: str = "", having: str = "") -> str:
    """Let an answer of the console pass; a problem begins with its code, such as K-204."""
    if (without and re.search(without, answer)) or not re.search(having, answer):
        raise AssertionError(f"the console answered:\n{answer}")
    return answer


def in_lines(answer: str) -> str:
    """Give the console's last line, where it says how it went."""
    return answer.strip().splitlines()[-1].strip()


PROBLEM = r"ERROR [A-Z]-\d{3}"
"""How an answer ends when something is wrong."""

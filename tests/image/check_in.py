"""`make image-test`: the small image starts in QEMU, a technician sets it up over the serial line, a patient checks in.

Card, INSi and printer are the emulators of this folder's neighbors, on the host: the card reaches the virtual reader of
the guest over a socket, the guest reaches the two others through its network. Pictures, the ticket and a table with the
time of each step are left in `out/image-test/`.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from image.make.slot import make_fat
from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.insi.pki import PKCS12_PASSWORD, STRUCTURE_ID
from tests.emulators.insi.teleservice import TEST_IDAM
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.emulators.printer.steering import PrinterEmulator, running_printer
from tests.image import limits
from tests.image.machine import Forward, Machine, copy_disk, running, virt
from tests.image.panel import Panel
from tests.image.results import Results
from tests.image.technician import Technician

OUT = Path("out/image-test")
CARD_PORTS = (35963, 35964)
INSI_ADDRESS, INSI_PORT = "10.0.2.100", 8443
PRINTER_ADDRESS, PRINTER_PORT = "10.0.2.101", 9100
PASSWORD = "Trois-Lampes-Bleues-7"  # noqa: S105 -- of a guest that lives for minutes
_STICK_BYTES = 64 << 20


def main() -> int:
    image = Path(sys.argv[1])
    try:
        enter_private_namespace()
    except NamespaceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    results = Results(OUT / "results.md")
    with tempfile.TemporaryDirectory(prefix="image-test-") as name:
        folder = Path(name)
        disk = folder / "disk.img"
        copy_disk(image, disk)
        with (
            running_card_emulator(folder / "card.socket") as card,
            start_simulator(folder / "pki", "--name", INSI_ADDRESS) as insi,
            running_printer(OUT / "paper") as printer,
        ):
            arguments = [
                *virt(disk, forwards=forwards(insi, printer), card_ports=CARD_PORTS),
                *stick_with(insi, folder),
            ]
            with running(arguments, OUT) as machine:
                try:
                    check_in(machine, card, insi, printer, results)
                except (AssertionError, TimeoutError) as failure:  # NotSeen and NotShown are such
                    results.failed(f"at {machine.age_s:.0f} s", str(failure))
                    machine.qmp.picture(OUT / "failed.png")
    return results.conclude()


def forwards(insi: RunningSimulator, printer: PrinterEmulator) -> list[Forward]:
    insi_port = int(insi.url.split(":")[2].partition("/")[0])
    return [
        Forward(INSI_ADDRESS, INSI_PORT, insi_port),
        Forward(PRINTER_ADDRESS, PRINTER_PORT, printer.port),
    ]


def stick_with(insi: RunningSimulator, folder: Path) -> list[str]:
    """Plug in a memory stick with the establishment's certificate and key."""
    stick = folder / "stick.img"
    make_fat(stick, "STICK", "12345678", _STICK_BYTES, {"insi.p12": insi.pki.folder / "client.p12"})
    drive = f"if=none,id=stick,format=raw,readonly=on,file={stick}"
    return ["-drive", drive, "-device", "usb-storage,drive=stick,removable=on"]


def check_in(
    machine: Machine, card: CardEmulator, insi: RunningSimulator, printer: PrinterEmulator, results: Results
) -> None:
    technician, panel = Technician(machine.technician), Panel(machine)
    step = Stopwatch(machine, results).step

    step("U-Boot chooses a slot", lambda: machine.wait_for_slot(limits.UBOOT_S))
    step("first login, with a new password", lambda: technician.log_in(PASSWORD, limits.LOGIN_S, is_first=True))
    panel.picture(OUT / "01-not-configured.png")
    step("setup, up to the request of a certificate", lambda: _set_up(technician, insi))
    step("certificate from the stick, after a trial call", lambda: _install_certificate(technician))
    step("test all", lambda: require(technician.ask("test all", limits.TESTS_S), without="K-"))
    step("page Welcome", lambda: panel.wait_for("welcome", limits.PAGE_S))
    panel.picture(OUT / "02-welcome.png")

    card.insert("family")
    step("card read", lambda: panel.wait_for("choose_person", limits.PAGE_S))
    panel.picture(OUT / "03-choose-person.png")
    panel.touch("choose_person", "choose_person.person", index=1, timeout_s=limits.PAGE_S)
    step("INSi answers", lambda: panel.wait_for("confirm_identity", limits.PAGE_S))
    panel.picture(OUT / "04-confirm-identity.png")
    panel.touch("confirm_identity", "confirm_identity.yes", timeout_s=limits.PAGE_S)
    step("ticket printed", lambda: panel.wait_for("take_card", limits.PAGE_S))
    panel.picture(OUT / "05-take-card.png")
    printer.wait_for_tickets(1, limits.PAGE_S)
    printer.picture().save(OUT / "ticket.png")
    card.remove()
    step("page Welcome again", lambda: panel.wait_for("welcome", limits.PAGE_S))
    panel.picture(OUT / "06-welcome.png")
    (OUT / "status.txt").write_text(technician.ask("status"))
    (OUT / "logs.txt").write_text(technician.ask("logs 200"))


class Stopwatch:
    """Notes when each step of one run ended, counted from power-on."""

    def __init__(self, machine: Machine, results: Results) -> None:
        self._machine = machine
        self._results = results

    def step(self, name: str, make: Callable[[], object]) -> None:
        began_s = time.monotonic()
        make()
        self._results.passed(name, f"{time.monotonic() - began_s:.1f} s, at {self._machine.age_s:.0f} s")


def _set_up(technician: Technician, insi: RunningSimulator) -> str:
    url = f"https://{INSI_ADDRESS}:{INSI_PORT}/{insi.url.split('/', 3)[3]}"
    answers = {
        r"establishment\.id": STRUCTURE_ID,
        r"establishment\.name": "Centre hospitalier de Valmont",
        r"insi\.environment": "qualification",
        r"insi\.url": url,
        r"insi\.idam": TEST_IDAM,
        r"card_reader\.driver": "pcsc",
        r"printer\.driver": "escpos-tcp",
        r"printer\.host": PRINTER_ADDRESS,
    }
    turns = [(rf"\n {key}[^\n]*: ", answer) for key, answer in answers.items()]
    authorities = insi.pki.ca.read_text().strip() + "\n"
    turns += [(r"ca\.pem", authorities), (r" yes [^\n]*: ?", "yes")]
    return technician.converse("setup", turns, limits.SETUP_S)


def _install_certificate(technician: Technician) -> str:
    answer = technician.converse("cert install usb", [(r"\.p12[^\n]*: ?", PKCS12_PASSWORD)], limits.SETUP_S)
    return require(answer, without="K-")


def require(answer: str, *, without: str) -> str:
    """Let an answer pass that names no problem: those begin with a code such as K-204."""
    if without in answer:
        raise AssertionError(f"the console answered:\n{answer}")
    return answer


if __name__ == "__main__":
    sys.exit(main())

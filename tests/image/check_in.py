"""`make image-test`: the small image starts in QEMU, a technician sets it up over the serial line, a patient checks in.

Card, INSi and printer are the emulators of this folder's neighbors, on the host: the card reaches the virtual reader of
the guest over a socket, the guest reaches the two others through its network. Pictures, the ticket and a table with the
time of each step are left in `out/image-test/`.
"""

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.emulators.insi.pki import PKCS12_PASSWORD, STRUCTURE_ID
from tests.emulators.insi.teleservice import TEST_IDAM
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.image import limits
from tests.image.guest import PASSWORD, PRINTER_ADDRESS, PROBLEM, Guest, Surroundings, make_stick, require, surroundings
from tests.image.machine import Machine, copy_disk
from tests.image.panel import Panel
from tests.image.results import Results
from tests.image.technician import Technician

OUT = Path("out/image-test")


def main() -> int:
    (image,) = sorted(Path("out/image").glob("vitale-kiosk-small-*.img"), key=lambda file: file.stat().st_mtime)[-1:]
    try:
        enter_private_namespace()
    except NamespaceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    results = Results(OUT / "results.md")
    with tempfile.TemporaryDirectory(prefix="image-test-") as name, surroundings(Path(name), OUT / "paper") as around:
        folder = Path(name)
        disk = folder / "disk.img"
        copy_disk(image, disk)
        stick = make_stick(folder / "stick.img", {"insi.p12": around.insi.pki.folder / "client.p12"})
        with Guest(disk, OUT, around).started(*stick) as (machine, technician):
            try:
                check_in(machine, technician, around, results)
            except (AssertionError, TimeoutError) as failure:  # NotSeen and NotShown are such
                results.failed(f"at {machine.age_s:.0f} s", str(failure))
                machine.qmp.picture(OUT / "failed.png")
            tell(technician)
    return results.conclude()


def check_in(machine: Machine, technician: Technician, around: Surroundings, results: Results) -> None:
    panel = Panel(machine)
    step = Stopwatch(machine, results).step

    step("U-Boot chooses a slot", lambda: machine.wait_for_slot(limits.UBOOT_S))
    step("first login, with a new password", lambda: technician.log_in(PASSWORD, limits.LOGIN_S, is_first=True))
    panel.picture(OUT / "01-not-configured.png")
    step("setup, up to the request of a certificate", lambda: set_up(technician, around))
    step("certificate from the stick, after a trial call", lambda: install_certificate(technician))
    step("page Welcome", lambda: panel.wait_for("welcome", limits.KIOSK_S))
    panel.picture(OUT / "02-welcome.png")
    step("test all", lambda: require(technician.ask("test all", limits.TESTS_S), without=PROBLEM))

    around.card.insert("family")
    step("card read", lambda: panel.wait_for("choose_person", limits.PAGE_S))
    panel.picture(OUT / "03-choose-person.png")
    panel.touch("choose_person", "choose_person.person", index=1, timeout_s=limits.PAGE_S)
    step("INSi answers", lambda: panel.wait_for("confirm_identity", limits.PAGE_S))
    panel.picture(OUT / "04-confirm-identity.png")
    panel.touch("confirm_identity", "confirm_identity.dependent.yes", timeout_s=limits.PAGE_S)
    step("ticket printed", lambda: panel.wait_for("take_card", limits.PAGE_S))
    panel.picture(OUT / "05-take-card.png")
    around.printer.wait_for_tickets(1, limits.PAGE_S)
    around.printer.picture().save(OUT / "ticket.png")
    around.card.remove()
    step("page Welcome again", lambda: panel.wait_for("welcome", limits.PAGE_S))
    panel.picture(OUT / "06-welcome.png")


def tell(technician: Technician) -> None:
    """Leave what the console says of the guest, however the check-in went."""
    for command in ("status", "problems", "logs 200"):
        with contextlib.suppress(AssertionError, TimeoutError):  # no login, no answer
            (OUT / f"{command.partition(' ')[0]}.txt").write_text(technician.ask(command))


class Stopwatch:
    """Notes when each step of one run ended, counted from power-on."""

    def __init__(self, machine: Machine, results: Results) -> None:
        self._machine = machine
        self._results = results

    def step(self, name: str, make: Callable[[], object]) -> None:
        began_s = time.monotonic()
        make()
        self._results.passed(name, f"{time.monotonic() - began_s:.1f} s, at {self._machine.age_s:.0f} s")


def set_up(technician: Technician, around: Surroundings) -> str:
    answers = {
        r"establishment\.id": STRUCTURE_ID,
        r"establishment\.name": "Centre hospitalier de Valmont",
        r"insi\.environment": "qualification",
        r"insi\.url": around.insi_url,
        r"insi\.idam": TEST_IDAM,
        r"card_reader\.driver": "pcsc",
        r"printer\.driver": "escpos-tcp",
        r"printer\.host": PRINTER_ADDRESS,
    }
    turns = [(rf"\n {key}[^\n]*: ", answer) for key, answer in answers.items()]
    authorities = around.insi.pki.ca.read_text().strip() + "\n"
    turns += [(r"ca\.pem", authorities), (r" yes [^\n]*: ?", "yes")]
    return technician.converse("setup", turns, limits.SETUP_S)


def install_certificate(technician: Technician) -> str:
    answer = technician.converse("cert install usb", [(r"\.p12[^\n]*: ?", PKCS12_PASSWORD)], limits.SETUP_S)
    return require(answer, without=PROBLEM)


if __name__ == "__main__":
    sys.exit(main())

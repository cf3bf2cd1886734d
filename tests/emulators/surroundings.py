"""All that stands around a kiosk, emulated: card service and card, teleservice, printer; and a configuration for it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.emulators.cabinet import Cabinet
from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.insi.teleservice import TEST_IDAM
from tests.emulators.pcscd import Pcscd
from tests.emulators.printer.steering import PrinterEmulator, running_printer

_CONFIGURATION = """\
[establishment]
id = "10B0152872"
name = "Centre hospitalier de Valmont"
service = "Consultations"

[insi]
url = "{url}"
environment = "{environment}"
ca_file = "{ca}"
certificate_file = "{certificate}"
key_file = "{key}"
idam = "{idam}"

[card_reader]
driver = "pcsc"

[printer]
driver = "escpos-tcp"
host = "127.0.0.1"
port = {printer_port}

{cabinet}
[panel]
width_px = {width_px}
height_px = {height_px}
fullscreen = {fullscreen}
motion = {motion}

[storage]
state_dir = "state"
"""


@dataclass(frozen=True)
class Surroundings:
    pcscd: Pcscd
    card: CardEmulator
    insi: RunningSimulator
    printer: PrinterEmulator

    def configure(
        self,
        folder: Path,
        *,
        width_px: int = 1280,
        height_px: int = 800,
        fullscreen: bool = False,
        motion: bool = False,
        cabinet: Cabinet | None = None,
        environment: str = "qualification",
        ca_file: Path | None = None,
        more: str = "",
    ) -> Path:
        """Write the configuration of a kiosk that lives among these and keeps its state in `folder`.

        `more` are sections of TOML besides.
        """
        file = folder / "kiosk.toml"
        file.write_text(
            _CONFIGURATION.format(
                url=self.insi.url,
                environment=environment,
                ca=ca_file or self.insi.pki.ca,
                certificate=self.insi.pki.client.certificate,
                key=self.insi.pki.client.key,
                idam=TEST_IDAM,
                printer_port=self.printer.port,
                width_px=width_px,
                height_px=height_px,
                fullscreen=str(fullscreen).lower(),
                motion=str(motion).lower(),
                cabinet=cabinet.configuration if cabinet is not None else "",
            )
            + more,
            "utf-8",
        )
        return file

    def refresh(self) -> None:
        """Bring every emulator back to how it was started."""
        self.card.reset()
        self.insi.steering.reset()
        for command in ("paper in", "cover closed", "online", "talking", "idle", "cable in"):
            self.printer.steer(command)


@contextlib.contextmanager
def surroundings(folder: Path) -> Iterator[Surroundings]:
    """Start everything in this private namespace, keep what it leaves in `folder`, and end it."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as running:
        pcscd = running.enter_context(Pcscd())
        card = running.enter_context(running_card_emulator(folder / "card.socket"))
        insi = running.enter_context(start_simulator(folder / "pki"))
        printer = running.enter_context(running_printer(folder / "paper"))
        yield Surroundings(pcscd, card, insi, printer)

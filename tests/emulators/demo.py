"""`make demo`: the whole kiosk on emulators, in a window or, without a display, as pictures in `out/demo/`."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.emulators.cabinet import Cabinet, running_cabinet
from tests.emulators.display import start_display
from tests.emulators.kiosk_process import KioskProcess, running_kiosk
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.emulators.poster import poster
from tests.emulators.serial_line import offered
from tests.emulators.surroundings import Surroundings, surroundings

OUT = Path("out") / "demo"
_WIDTH_PX, _HEIGHT_PX = 1280, 800


def main() -> int:
    try:
        enter_private_namespace()
    except NamespaceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-demo-") as name,
        surroundings(Path(name)) as around,
        running_cabinet(Path(name) / "cabinet") as cabinet,
    ):
        folder = Path(name)
        if "DISPLAY" in os.environ:
            return _by_hand(around, cabinet, folder, os.environ["DISPLAY"])
        return _by_itself(around, cabinet, folder)


def _by_hand(around: Surroundings, cabinet: Cabinet, folder: Path, display: str) -> int:
    import kiosk.ui
    from tests.emulators import devdock

    config = around.configure(folder, motion=True, cabinet=cabinet)
    console = [sys.executable, "-m", "config.console", "--config", str(config)]
    with (
        running_kiosk(config, display, OUT / "kiosk.log", cabinet.environment) as kiosk,
        offered(console) as line,
    ):
        print(f"the technician's console: screen {line} 9600", flush=True)
        return devdock.run(around, cabinet, kiosk)


def _by_itself(around: Surroundings, cabinet: Cabinet, folder: Path) -> int:
    """One family visit from the card to the ticket, a picture for each page, and what is said aloud in `spoken.txt`."""
    with (
        start_display(_WIDTH_PX, _HEIGHT_PX) as display,
        running_kiosk(
            around.configure(folder, cabinet=cabinet), display, OUT / "kiosk.log", cabinet.environment
        ) as kiosk,
    ):
        album = Album(kiosk)
        album.take("welcome")
        cabinet.speaker.plug_in()
        # Each emulator waits until its page has had its picture: on a good day these pages pass in a blink.
        around.card.hold()
        around.card.insert("family")
        album.take("reading_card")
        around.card.release()
        album.take("choose_person")
        around.insi.steering.delay(2)
        kiosk.tap("choose_person.person", index=1)
        album.take("asking_insi")
        album.take("confirm_identity")
        around.printer.steer("busy")
        kiosk.tap("confirm_identity.dependent.yes")
        album.take("printing")
        around.printer.steer("idle")
        album.take("take_card")
        around.card.remove()
        album.take("goodbye")
        album.take("welcome")
        ticket, printed = around.printer.picture(), around.printer.raw()
        (OUT / "console.txt").write_text(_console_session(folder / "kiosk.toml", cabinet))
    ticket.save(OUT / "ticket.png")
    shown = ("welcome", "choose_person", "confirm_identity", "take_card")
    poster([album.pages[page] for page in shown], ticket).save(OUT / "check-in.png", optimize=True)
    (OUT / "ticket.bin").write_bytes(printed)
    (OUT / "spoken.txt").write_text("".join(f"{heard.text}\n\n" for heard in cabinet.speaker.heard()), "utf-8")
    shutil.copy(folder / "state" / "events.jsonl", OUT)
    print(f"{album.count} pages, ticket.png, ticket.bin, spoken.txt, console.txt and events.jsonl are in {OUT}/")
    return 0


def _console_session(config: Path, cabinet: Cabinet) -> str:
    """Give what a technician sees of this kiosk."""
    shown = []
    for command in ("status", "problems", "test all"):
        console = [sys.executable, "-m", "config.console", "--config", str(config), "-c", command]
        environment = os.environ | dict(cabinet.environment)
        answer = subprocess.run(console, env=environment, capture_output=True, text=True, check=False).stdout
        shown.append(f"kiosk> {command}\n{answer}\n")
    return "".join(shown)


class Album:
    """The numbered pictures of the pages passed."""

    def __init__(self, kiosk: KioskProcess) -> None:
        self._kiosk = kiosk
        self.count = 0
        self.pages: dict[str, Image.Image] = {}

    def take(self, page: str) -> None:
        self._kiosk.wait_for(page)
        self.count += 1
        file = OUT / f"{self.count:02}-{page.replace('_', '-')}.png"
        self.pages[page] = self._kiosk.picture()
        self.pages[page].save(file)
        print(file, flush=True)


if __name__ == "__main__":
    sys.exit(main())

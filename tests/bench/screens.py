"""How soon the first page stands and a touch is answered, and what a page costs that only waits."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import touches
from tests.bench.measurement import Measurement
from tests.emulators.display import start_display
from tests.emulators.kiosk_process import KioskProcess, running_kiosk
from tests.emulators.surroundings import Surroundings, surroundings

_WIDTH_PX, _HEIGHT_PX = 1280, 800
_STARTS = 3
_IDLE_S = 30.0
_WAITING_S = 4.0
_LIMIT_S = 30.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")

_BARE_WINDOW = f"""
import kiosk.ui
from kivy.config import Config
Config.set("graphics", "width", {_WIDTH_PX})
Config.set("graphics", "height", {_HEIGHT_PX})
from kivy.base import EventLoop
from kivy.core.window import Window
EventLoop.start()
EventLoop.idle()
"""
"""What nobody can avoid who draws with Kivy."""


def measure() -> Iterator[Measurement]:
    with (
        tempfile.TemporaryDirectory() as name,
        surroundings(Path(name)) as around,
        start_display(_WIDTH_PX, _HEIGHT_PX) as display,
    ):
        config = around.configure(Path(name), motion=True)
        yield _start(config, display, Path(name))
        began_s = time.perf_counter()
        with running_kiosk(config, display, Path(name) / "kiosk.log") as kiosk:
            kiosk.wait_for("welcome")
            welcome_s = time.perf_counter() - began_s
            yield Measurement("screens_welcome", welcome_s, 3.0, "s", "to the page that takes cards and touches")
            yield _idle(kiosk)
            yield _waiting(kiosk, around)
        yield from touches.measure(around, Path(name))


def _start(config: Path, display: str, folder: Path) -> Measurement:
    """Time from the command to the first page, as told to systemd."""
    environment = os.environ | {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    starts_s, bare_s = [], []
    for _ in range(_STARTS):
        began_s = time.perf_counter()
        subprocess.run([sys.executable, "-c", _BARE_WINDOW], env=environment, check=True, capture_output=True)
        bare_s.append(time.perf_counter() - began_s)
        starts_s.append(_one_start(config, environment, folder / "notify"))
    note = f"to the first page, before the reader is found; a bare Kivy window takes {median(bare_s):.2f} s"
    return Measurement("screens_start", median(starts_s), 2.0, "s", note)


def _one_start(config: Path, environment: dict[str, str], notify: Path) -> float:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(notify))
        systemd.settimeout(_LIMIT_S)
        began_s = time.perf_counter()
        kiosk = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--config", str(config)],
            env=environment | {"NOTIFY_SOCKET": str(notify)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while b"READY=1" not in systemd.recv(1024):
                pass
            return time.perf_counter() - began_s
        finally:
            kiosk.terminate()
            kiosk.wait(_LIMIT_S)
            notify.unlink()


def _idle(kiosk: KioskProcess) -> Measurement:
    kiosk.wait_for("welcome")
    share = _processor_share(kiosk, _IDLE_S)
    return Measurement("screens_idle", share, 1.0, "%", f"of a core over {_IDLE_S:.0f} s, the card sliding")


def _waiting(kiosk: KioskProcess, around: Surroundings) -> Measurement:
    around.card.hold()
    around.card.insert("single")
    kiosk.wait_for("reading_card")
    share = _processor_share(kiosk, _WAITING_S)
    around.card.release()
    around.card.remove()
    return Measurement("screens_waiting", share, 10.0, "%", "of a core, the ring turning while the card is read")


def _processor_share(kiosk: KioskProcess, during_s: float) -> float:
    before_s, began_s = _processor_s(kiosk), time.perf_counter()
    time.sleep(during_s)
    return (_processor_s(kiosk) - before_s) / (time.perf_counter() - began_s) * 100


def _processor_s(kiosk: KioskProcess) -> float:
    """All threads, the drawing ones included."""
    user, system = Path(f"/proc/{kiosk.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS_PER_S

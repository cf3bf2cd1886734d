"""The whole program, as a patient meets it: one set of emulators for all journeys, a fresh kiosk for each."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.emulators.cabinet import Cabinet, running_cabinet
from tests.emulators.card.steering import CardEmulator
from tests.emulators.display import start_display
from tests.emulators.insi.launch import start_simulator
from tests.emulators.kiosk_process import KioskProcess, running_kiosk
from tests.emulators.pcscd import Pcscd
from tests.emulators.printer.steering import running_printer
from tests.emulators.surroundings import Surroundings
from tests.journeys.personal_data import traces_of_persons

WIDTH_PX, HEIGHT_PX = 1280, 800

StartKiosk = Callable[..., contextlib.AbstractContextManager[KioskProcess]]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with start_display(WIDTH_PX, HEIGHT_PX) as name:
        yield name


@pytest.fixture(scope="session")
def standing_surroundings(pcscd: Pcscd, _card_emulator: CardEmulator) -> Iterator[Surroundings]:
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-journeys-") as name,
        start_simulator(Path(name) / "pki") as insi,
        running_printer(Path(name) / "paper") as printer,
    ):
        yield Surroundings(pcscd, _card_emulator, insi, printer)


@pytest.fixture
def around(standing_surroundings: Surroundings) -> Iterator[Surroundings]:
    """The surroundings, every emulator as new."""
    standing_surroundings.refresh()
    yield standing_surroundings
    standing_surroundings.refresh()


@pytest.fixture
def start_kiosk(around: Surroundings, display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StartKiosk:
    """Starts kiosks; when one has ended, nothing personal may be left in any file it wrote, nor in its log."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    @contextlib.contextmanager
    def start(cabinet: Cabinet | None = None, **configuration: object) -> Iterator[KioskProcess]:
        config = around.configure(tmp_path, cabinet=cabinet, **configuration)
        log = tmp_path / "kiosk.log"
        environment = cabinet.environment if cabinet is not None else {}
        with running_kiosk(config, display, log, environment) as kiosk:
            yield kiosk
            assert kiosk.stop() == 0, log.read_text()
        assert traces_of_persons(tmp_path) == []

    return start


@pytest.fixture
def kiosk(start_kiosk: StartKiosk) -> Iterator[KioskProcess]:
    with start_kiosk() as running:
        running.wait_for("welcome")
        yield running


@pytest.fixture
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    """Sound, lights, help call and presence sensor; what they keep is not among what the kiosk leaves behind."""
    with running_cabinet(tmp_path_factory.mktemp("cabinet")) as standing:
        yield standing

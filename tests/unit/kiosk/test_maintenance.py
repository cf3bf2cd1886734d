"""What a technician asks of a running kiosk waits for the end of a visit, and the devices are never driven twice."""

import time

import pytest

from config.settings import Settings, load
from config.store import Store
from kiosk.control.protocol import Command, Order
from kiosk.durable import LockHeld, locked
from kiosk.flow.events import ReaderChanged
from kiosk.maintenance import Maintenance
from kiosk.problems import Problem
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker
from tests.unit.config.test_settings import SMALLEST


class Device:
    """Counts how often it was opened."""

    patience_s = 0.01
    opened = 0

    def __init__(self) -> None:
        Device.opened += 1

    def handle(self, command: None) -> None: ...

    def idle(self) -> None: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def kiosk(tmp_path):
    Device.opened = 0
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST + '[storage]\nstate_dir = "state"\n')
    (tmp_path / "state").mkdir()
    made = Running(file)
    yield made
    made.supervisor.stop(5)
    made.maintenance.close()


class Running:
    def __init__(self, file):
        settings = load(file)
        assert isinstance(settings, Settings)
        self.file = file
        self.lock = settings.device_lock
        self.posted: list[object] = []
        self.used: list[Settings] = []
        self.openings_told: list[int] = []
        self.clock_problem: Problem | None = None
        worker: Worker[None] = Worker("device", Device, silence_s=10)
        self.supervisor = Supervisor([worker], lambda: None)
        self.maintenance = Maintenance(
            settings,
            file,
            supervisor=self.supervisor,
            devices=[worker],
            post=self.posted.append,
            use=self._use,
            started=self._start,
            clock_problem=lambda: self.clock_problem,
        )
        self.supervisor.start()

    def _start(self) -> None:
        assert self.maintenance.has_devices
        self.openings_told.append(Device.opened)

    def _use(self, settings: Settings) -> bool:
        self.used.append(settings)
        return True

    def tick_until(self, holds, *, is_idle: bool = True) -> None:
        ends_at_s = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < ends_at_s
            self.maintenance.tick(is_idle=is_idle)
            time.sleep(0.005)


def test_devices_are_opened_only_once_the_lock_is_ours(kiosk):
    with locked(kiosk.lock, 0):
        for _ in range(20):
            kiosk.maintenance.tick(is_idle=True)
        assert Device.opened == 0
        assert kiosk.posted == [ReaderChanged(Problem.PAUSED)]
    kiosk.tick_until(lambda: Device.opened == 1)
    with pytest.raises(LockHeld), locked(kiosk.lock, 0):
        pass


def test_a_pause_waits_for_the_visit_then_frees_the_devices_until_resumed(kiosk):
    kiosk.tick_until(lambda: Device.opened == 1)
    kiosk.maintenance.take(Order(Command.PAUSE))
    for _ in range(20):
        kiosk.maintenance.tick(is_idle=False)
    assert not kiosk.maintenance.is_paused
    kiosk.tick_until(lambda: kiosk.maintenance.is_paused)
    assert kiosk.posted[-1] == ReaderChanged(Problem.PAUSED)
    with locked(kiosk.lock, 0):
        pass
    kiosk.maintenance.take(Order(Command.RESUME))
    kiosk.tick_until(lambda: Device.opened == 2)
    assert len(kiosk.openings_told) == 2, "what a device was told before its worker ended has to be told again"


def test_a_new_configuration_is_used_between_two_visits(kiosk):
    kiosk.tick_until(lambda: Device.opened == 1)
    kiosk.file.write_text(kiosk.file.read_text().replace("TESTSGIE0000", "TESTSGIE0001"))
    kiosk.maintenance.take(Order(Command.RELOAD))
    kiosk.tick_until(lambda: Device.opened == 2)
    assert [settings.insi.idam for settings in kiosk.used] == ["TESTSGIE0001"]
    assert kiosk.posted == [], "nobody saw it"


def test_what_was_committed_while_the_kiosk_started_is_used_from_the_first(kiosk):
    kiosk.file.write_text(kiosk.file.read_text().replace("TESTSGIE0000", "TESTSGIE0001"))
    kiosk.tick_until(lambda: Device.opened == 1)
    assert [settings.insi.idam for settings in kiosk.used] == ["TESTSGIE0001"]


def test_a_configuration_with_mistakes_changes_nothing(kiosk):
    kiosk.tick_until(lambda: Device.opened == 1)
    kiosk.file.write_text("[establishment")
    kiosk.maintenance.take(Order(Command.RELOAD))
    for _ in range(20):
        kiosk.maintenance.tick(is_idle=True)
    assert (kiosk.used, Device.opened) == ([], 1)


def test_a_trace_ends_by_itself(kiosk, monkeypatch):
    kiosk.tick_until(lambda: Device.opened == 1)
    kiosk.maintenance.take(Order(Command.TRACE, 1))
    kiosk.tick_until(lambda: Device.opened == 2)
    assert kiosk.used[-1].diagnostics.insi_trace
    assert 0 < kiosk.maintenance.traces_for_s <= 60
    now = time.monotonic
    monkeypatch.setattr("kiosk.maintenance.time.monotonic", lambda: now() + 61)
    kiosk.maintenance.tick(is_idle=True)
    monkeypatch.undo()
    kiosk.tick_until(lambda: Device.opened == 3)
    assert not kiosk.used[-1].diagnostics.insi_trace


def test_a_trial_that_is_over_is_rolled_back_by_the_kiosk_alone(kiosk):
    before = kiosk.file.read_text()
    Store(kiosk.file).commit(before.replace("TESTSGIE0000", "TESTSGIE0001"), "technician", confirm_within_s=0)
    kiosk.maintenance.look_at_trial()
    assert kiosk.file.read_text() == before
    kiosk.tick_until(lambda: len(kiosk.used) == 1)


def test_the_devices_wait_for_a_clock_that_can_be_believed(kiosk):
    kiosk.clock_problem = Problem.CLOCK_UNTRUSTED
    for _ in range(20):
        kiosk.maintenance.tick(is_idle=True)
    assert Device.opened == 0
    assert kiosk.posted == [ReaderChanged(Problem.CLOCK_UNTRUSTED)]
    kiosk.clock_problem = None
    kiosk.tick_until(lambda: Device.opened == 1)


def test_a_pause_is_told_before_a_wrong_clock(kiosk):
    kiosk.tick_until(lambda: Device.opened == 1)
    kiosk.clock_problem = Problem.CLOCK_UNTRUSTED
    kiosk.maintenance.take(Order(Command.PAUSE))
    kiosk.tick_until(lambda: kiosk.maintenance.is_paused)
    kiosk.maintenance.take(Order(Command.RESUME))
    kiosk.tick_until(lambda: kiosk.posted[-1] == ReaderChanged(Problem.CLOCK_UNTRUSTED))
    assert kiosk.posted == [ReaderChanged(Problem.PAUSED), ReaderChanged(Problem.CLOCK_UNTRUSTED)]
    assert Device.opened == 1

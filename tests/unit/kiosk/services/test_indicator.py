"""The service on its worker's thread, with a real driver and an emulated relay module."""

import contextlib

import pytest
from structlog.testing import capture_logs

from hardware.indicator.api import Glow, Signals
from hardware.indicator.options import DisabledOptions, NumatoOptions
from hardware.indicator.registry import open_indicator
from kiosk.services.indicator import IndicatorChanged, IndicatorService, PresenceChanged, ShowSignals
from tests.emulators.indicator.module import Module
from tests.unit.kiosk.services.serving import running

NOTHING = Signals()


@pytest.fixture
def module(tmp_path):
    emulated = Module(tmp_path / "module")
    emulated.start()
    with contextlib.closing(emulated):
        yield emulated


def serving(options, posted, shown=NOTHING):
    return running(lambda: IndicatorService(open_indicator(options), shown, posted))


@pytest.fixture
def worker(module, posted):
    options = NumatoOptions(device=str(module.device), slot="relay 0", help_call="relay 3", presence="gpio 4")
    with serving(options, posted) as started:
        yield started


def test_signals_are_shown_and_blink_by_themselves(worker, module):
    worker.submit(ShowSignals(Signals(slot=Glow.BLINKING, help_call=True)))
    module.wait_until(lambda it: it.is_on("relay 0") and it.is_on("relay 3"))
    module.wait_until(lambda it: not it.is_on("relay 0"))
    module.wait_until(lambda it: it.is_on("relay 0"))
    assert module.history("relay 3")[-2:] in ([True], [False, True])


def test_somebody_coming_and_going_is_posted(worker, module, posted):
    module.set_input("gpio 4", True)
    posted.wait_for(PresenceChanged(True))
    module.set_input("gpio 4", False)
    posted.wait_for(PresenceChanged(False))
    assert posted.events == [IndicatorChanged(True), PresenceChanged(True), PresenceChanged(False)]


def test_a_lost_module_is_logged_and_nobody_is_near_any_more(worker, module, posted):
    with capture_logs() as logs:
        module.set_input("gpio 4", True)
        posted.wait_for(PresenceChanged(True))
        module.unplug()
        posted.wait_for(PresenceChanged(False))
        module.plug_in()
        posted.wait_for(PresenceChanged(True), times=2)
    assert [entry["event"] for entry in logs] == ["indicator missing", "indicator back"]
    answering = [event for event in posted.events if isinstance(event, IndicatorChanged)]
    assert answering == [IndicatorChanged(True), IndicatorChanged(False), IndicatorChanged(True)]


def test_what_was_shown_when_the_service_fell_is_shown_at_once_by_the_next(module, posted):
    options = NumatoOptions(device=str(module.device), slot="relay 0", help_call="relay 3")
    with serving(options, posted, Signals(slot=Glow.STEADY, help_call=True)):
        module.wait_until(lambda it: it.is_on("relay 0") and it.is_on("relay 3"))


def test_all_lights_are_out_when_the_worker_ends(module, posted):
    options = NumatoOptions(device=str(module.device), slot="relay 0")
    with serving(options, posted) as worker:
        worker.submit(ShowSignals(Signals(slot=Glow.STEADY)))
        module.wait_until(lambda it: it.is_on("relay 0"))
    assert not module.is_on("relay 0")


def test_a_kiosk_without_lights_posts_no_more_than_that_it_works(posted):
    with serving(DisabledOptions(), posted) as worker:
        worker.submit(ShowSignals(Signals(slot=Glow.STEADY)))
        posted.wait_for(IndicatorChanged(True))
    assert posted.events == [IndicatorChanged(True)]

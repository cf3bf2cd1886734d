import pytest
from smartcard import scard

from hardware.card_reader.api import ServiceDown
from hardware.card_reader.pcsc.codes import Code
from hardware.card_reader.pcsc.monitor import SlotMonitor


def test_a_fault_of_the_watching_thread_is_raised_to_who_waits(monkeypatch):
    class Bug(Exception):
        pass

    def fail(_scope):
        raise Bug

    monkeypatch.setattr(scard, "SCardEstablishContext", fail)
    monitor = SlotMonitor()
    with pytest.raises(Bug):
        monitor.wait_for_change(None, 0)
    with pytest.raises(Bug):
        monitor.state()
    monitor.close()


def test_a_service_that_refuses_again_and_again_is_told_apart_from_one_that_is_down(monkeypatch):
    monkeypatch.setattr(scard, "SCardEstablishContext", lambda _scope: (Code.SECURITY_VIOLATION, 0))
    monitor = SlotMonitor()
    assert monitor.wait_for_change(None, 0) == ServiceDown()
    assert monitor.wait_for_change(ServiceDown(), 5) == ServiceDown("access_refused")
    monitor.close()

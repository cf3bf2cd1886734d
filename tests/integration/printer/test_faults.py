"""The fault matrix: what the driver says of each trouble, and what comes out once it is over."""

import contextlib
import threading
import time
from typing import NamedTuple

import pytest

from hardware.printer.api import (
    CoverOpen,
    CutterFault,
    NotPrinted,
    Offline,
    Overheated,
    PaperOut,
    Printed,
    Ready,
    Unconfirmed,
    Unknown,
)
from hardware.printer.document import Document, Rule, Text
from hardware.printer.escpos import encode
from hardware.printer.options import SerialOptions, TcpOptions, UsbOptions
from hardware.printer.registry import open_printer
from tests.emulators.printer.steering import running_printer

_TICKET = Document((*(Text(f"Ligne {number}", width=2, height=2) for number in range(8)), Rule(), Text("Fin")))
_QUICK = {"status_timeout_s": 0.2, "print_timeout_s": 2}


class Fault(NamedTuple):
    happens: str
    status_before: object
    outcome: object
    ends: str
    status_after: object = Ready()


_STATED = [
    Fault("paper low", Ready(paper_low=True), Printed(), "paper in"),
    Fault("paper out", PaperOut(), NotPrinted(PaperOut()), "paper in"),
    Fault("cover open", CoverOpen(), NotPrinted(CoverOpen()), "cover closed"),
    Fault("cutter jammed", CutterFault(), NotPrinted(CutterFault()), "cutter free"),
    Fault("hot", Overheated(), NotPrinted(Overheated()), "cool"),
    Fault("broken", Offline(), NotPrinted(Offline()), "repaired"),
    Fault("offline", Offline(), NotPrinted(Offline()), "online"),
    Fault("silent", Unknown(), Unconfirmed(), "talking"),
    Fault("busy", Ready(), Unconfirmed(), "idle"),
    Fault("cable out", Offline(), NotPrinted(Offline()), "cable in"),
    Fault("hang up", Ready(), Printed(), "idle"),
    Fault("garbage 5a5aff8137", Ready(), Printed(), "idle"),
    Fault("paper out after 0", Ready(), NotPrinted(PaperOut(), partly_on_paper=True), "paper in"),
    Fault("paper out after 1", Ready(), NotPrinted(PaperOut(), partly_on_paper=True), "paper in"),
    Fault("paper out after 9", Ready(), NotPrinted(PaperOut(), partly_on_paper=True), "paper in"),
]

_LINES = {
    "tcp epson": ("tcp", lambda it: TcpOptions(host="127.0.0.1", port=it.port, profile="epson-tm-t20", **_QUICK)),
    "serial generic": ("pty", lambda it: SerialOptions(device=it.address, flow_control="none", **_QUICK)),
    "usb custom": ("pty", lambda it: UsbOptions(device=it.address, profile="custom-vkp80", **_QUICK)),
}


@pytest.fixture(params=_LINES)
def printing(request, tmp_path):
    over, options_for = _LINES[request.param]
    with running_printer(tmp_path, over=over) as emulator:
        options = options_for(emulator)
        with contextlib.closing(open_printer(options)) as printer:
            yield emulator, printer, encode(_TICKET, options)


def settled(printer, expected):
    """The printer's status, asked again on a slow machine where the last answer was still under way."""
    deadline_s = time.monotonic() + 20
    while (status := printer.status()) != expected and time.monotonic() < deadline_s:
        pass
    return status


def test_each_fault_is_named_and_after_it_the_next_ticket_comes_out_whole(printing):
    emulator, printer, data = printing
    assert printer.print(_TICKET) == Printed()
    for fault in _STATED:
        emulator.steer(fault.happens)
        assert (fault, settled(printer, fault.status_before)) == (fault, fault.status_before)
        assert (fault, printer.print(_TICKET)) == (fault, fault.outcome)
        emulator.steer(fault.ends)
        assert (fault, settled(printer, fault.status_after)) == (fault, fault.status_after)
        before = emulator.tickets
        assert (fault, printer.print(_TICKET)) == (fault, Printed())
        assert (fault, emulator.raw().endswith(data)) == (fault, True)
        assert emulator.tickets - before <= 2, "at most the remains of a half ticket come out beside it"
    assert emulator.status()["unknown_commands"] == []


@pytest.mark.parametrize("after", [1, 12, 30, 100, 300])
def test_a_line_lost_at_any_byte_is_told_and_the_next_ticket_comes_out_whole(printing, after):
    emulator, printer, data = printing
    assert settled(printer, Ready()) == Ready()
    emulator.steer(f"cable out after {after}")
    outcome = printer.print(_TICKET)
    assert outcome in (Unconfirmed(), NotPrinted(Offline()), NotPrinted(Offline(), partly_on_paper=True))
    assert settled(printer, Offline()) == Offline()
    emulator.steer("cable in")
    assert settled(printer, Ready()) == Ready()
    assert printer.print(_TICKET) == Printed()
    assert emulator.raw().endswith(data)


def test_the_rest_of_a_broken_ticket_never_comes_out_with_a_printer_that_can_drop_it(tmp_path):
    with running_printer(tmp_path) as emulator:
        options = TcpOptions(host="127.0.0.1", port=emulator.port, profile="epson-tm-t20", **_QUICK)
        with contextlib.closing(open_printer(options)) as printer:
            emulator.steer("paper out after 4")
            assert printer.print(_TICKET) == NotPrinted(PaperOut(), partly_on_paper=True)
            emulator.steer("paper in")
            assert emulator.tickets == 0
            assert emulator.status()["waiting_commands"] == 0


def test_half_a_ticket_is_cut_off_before_the_next_patients_ticket(tmp_path):
    with running_printer(tmp_path) as emulator:
        options = TcpOptions(host="127.0.0.1", port=emulator.port, profile="epson-tm-t20", **_QUICK)
        with contextlib.closing(open_printer(options)) as printer:
            emulator.steer("paper out after 4")
            printer.print(_TICKET)
            emulator.steer("paper in")
            assert printer.print(Document((Text("B 7"),))) == Printed()
            assert emulator.tickets == 2
            assert b"Ligne 2" in emulator.raw(1)
            assert b"Ligne" not in emulator.raw(2)


def test_a_head_that_cools_in_time_finishes_its_ticket(tmp_path):
    with running_printer(tmp_path) as emulator:
        options = TcpOptions(host="127.0.0.1", port=emulator.port, status_timeout_s=0.2, print_timeout_s=10)
        with contextlib.closing(open_printer(options)) as printer:
            emulator.steer("hot after 4")
            cooling = threading.Timer(1, emulator.steer, ["cool"])
            cooling.start()
            assert printer.print(_TICKET) == Printed()
            cooling.join()
            assert emulator.tickets == 1

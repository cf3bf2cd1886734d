"""What every ReceiptPrinter promises, whichever driver stands behind it."""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.printer.api import NotPrinted, Offline, Printed, Ready, ReceiptPrinter
from hardware.printer.document import Align, Code128, Columns, Document, Rule, Space, Text
from hardware.printer.escpos import encode
from hardware.printer.options import DisabledOptions, FileOptions, SerialOptions, TcpOptions, UsbOptions
from hardware.printer.registry import open_printer
from tests.emulators.printer.steering import running_printer

_DEADLINE_S = 20
_DOCUMENTS = {
    "empty": Document(()),
    "one line": Document((Text("é"),)),
    "everything": Document(
        (
            Text("A 12", width=8, height=8, bold=True, align=Align.CENTER),
            Rule(),
            Columns(Text("Né le"), Text("Sexe")),
            Space(1000),
            Text("Présentez ce ticket", reverse=True),
            Code128("V7K2-91QD"),
        )
    ),
    "long": Document((Text("NOM " * 400, width=2, height=2),) * 4),
}


@dataclass
class _Setup:
    options: object
    paper: object
    """Returns the bytes that reached the paper."""


@contextlib.contextmanager
def _file(folder):
    path = folder / "paper.bin"
    yield _Setup(FileOptions(path=str(path)), lambda: path.read_bytes() if path.exists() else b"")


@contextlib.contextmanager
def _emulated(folder, over, make_options):
    with running_printer(folder, over=over) as emulator:
        yield _Setup(
            make_options(emulator),
            lambda: b"".join(emulator.raw(number + 1) for number in range(emulator.tickets)),
        )


_DRIVERS = {
    "file": _file,
    "escpos-tcp": lambda folder: _emulated(folder, "tcp", lambda it: TcpOptions(host="127.0.0.1", port=it.port)),
    "escpos-serial": lambda folder: _emulated(
        folder, "pty", lambda it: SerialOptions(device=it.address, flow_control="none", profile="epson-tm-t20")
    ),
    "escpos-usb": lambda folder: _emulated(folder, "pty", lambda it: UsbOptions(device=it.address)),
}

_MISSING = {
    "file": FileOptions(path="/nowhere/paper.bin"),
    "escpos-tcp": TcpOptions(host="127.0.0.1", port=9),
    "escpos-serial": SerialOptions(device="/dev/ttyNONE"),
    "escpos-usb": UsbOptions(device="/dev/usb/lpNONE"),
    "disabled": DisabledOptions(),
}


@pytest.fixture(scope="module", params=_DRIVERS)
def setup(request, tmp_path_factory):
    with _DRIVERS[request.param](Path(tmp_path_factory.mktemp("paper"))) as ready:
        yield ready


@pytest.fixture
def printer(setup):
    opened: ReceiptPrinter = open_printer(setup.options)
    yield opened
    opened.close()


@pytest.mark.xdist_group("receipt printer conformance")
class TestWithPrinter:
    def test_it_is_ready(self, printer):
        assert printer.status() == Ready()

    @pytest.mark.parametrize("document", _DOCUMENTS.values(), ids=_DOCUMENTS)
    def test_a_document_is_confirmed_only_when_all_its_bytes_are_on_paper(self, setup, printer, document):
        before = len(setup.paper())
        started_s = time.monotonic()
        assert printer.print(document) == Printed()
        assert time.monotonic() - started_s < _DEADLINE_S
        assert encode(document, setup.options) in setup.paper()[before:]

    def test_one_document_after_another_each_comes_out_once(self, setup, printer):
        document = _DOCUMENTS["one line"]
        data = encode(document, setup.options)
        before = setup.paper().count(data)
        assert [printer.print(document) for _ in range(3)] == [Printed()] * 3
        assert setup.paper().count(data) == before + 3

    def test_it_may_be_closed_twice_and_works_again_when_asked(self, printer):
        printer.status()
        printer.close()
        printer.close()
        assert printer.status() == Ready()
        assert printer.print(_DOCUMENTS["one line"]) == Printed()


@pytest.mark.parametrize("options", _MISSING.values(), ids=_MISSING)
def test_a_missing_printer_is_off_line_and_prints_nothing(options):
    with contextlib.closing(open_printer(options)) as printer:
        started_s = time.monotonic()
        assert printer.status() == Offline()
        assert printer.print(_DOCUMENTS["one line"]) == NotPrinted(Offline(), partly_on_paper=False)
        assert time.monotonic() - started_s < _DEADLINE_S

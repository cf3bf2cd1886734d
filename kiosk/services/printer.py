"""Prints the ticket and looks at the printer in between; the printer worker's work."""

from collections.abc import Callable
from datetime import datetime

import structlog

from hardware.errors import HardwareError
from hardware.printer.api import NotPrinted, Offline, PrinterStatus, PrintOutcome, ReceiptPrinter
from kiosk.flow.effects import PrintTicket
from kiosk.flow.events import Event, PrintEnded
from kiosk.services.patient_texts import patient_texts
from kiosk.ticket.layout import LARGE_PRINT, STANDARD, compose
from kiosk.ticket.letterhead import Letterhead

_log = structlog.get_logger()


class PrinterService:
    patience_s = 5.0

    def __init__(
        self,
        printer: ReceiptPrinter,
        letterhead: Letterhead,
        post: Callable[[Event], None],
        now: Callable[[], datetime],
        report: Callable[[PrinterStatus], None] = lambda _status: None,
    ) -> None:
        """`report` is told each change of the printer's state."""
        self._printer = printer
        self._letterhead = letterhead
        self._post = post
        self._now = now
        self._report = report
        self._status: PrinterStatus | None = None

    def handle(self, command: PrintTicket) -> None:
        self._post(PrintEnded(command.visit, self._print(command)))

    def idle(self) -> None:
        """Ask the printer how it is, and tell the log when that changed."""
        try:
            status = self._printer.status()
        except HardwareError as failure:
            _log.warning("printer", failure=type(failure).__name__)
            status = Offline()
        if status != self._status:
            self._status = status
            self._report(status)
            _log.info("printer", status=type(status).__name__)

    def wake(self) -> None:
        """Nothing to wake: every wait has the driver's own deadline."""

    def close(self) -> None:
        self._printer.close()

    def _print(self, command: PrintTicket) -> PrintOutcome:
        ticket = self._letterhead.ticket(
            command.holder,
            number=command.number,
            visit=command.visit,
            printed_at=self._now(),
            texts=patient_texts(command.language),
            is_duplicate=command.is_duplicate,
        )
        try:
            return self._printer.print(compose(ticket, LARGE_PRINT if command.is_large else STANDARD))
        except HardwareError as failure:
            _log.warning("printer", failure=type(failure).__name__)
            return NotPrinted(Offline())

"""Prints the ticket and looks at the printer in between; the printer worker's work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from hardware.errors import HardwareError
from hardware.printer.api import NotPrinted, Offline, PrinterStatus, PrintOutcome, ReceiptPrinter
from kiosk.flow.effects import PrintTicket
from kiosk.flow.events import Event, PrintEnded
from kiosk.services.patient_texts import patient_texts
from kiosk.ticket.layout import compose
from kiosk.ticket.ticket import Ticket

_log = structlog.get_logger()


@dataclass(frozen=True)
class Letterhead:
    """What every ticket of this kiosk says at its head."""

    establishment: str
    service: str


class PrinterService:
    patience_s = 5.0

    def __init__(
        self,
        printer: ReceiptPrinter,
        letterhead: Letterhead,
        post: Callable[[Event], None],
        now: Callable[[], datetime],
    ) -> None:
        self._printer = printer
        self._letterhead = letterhead
        self._post = post
        self._now = now
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
            _log.info("printer", status=type(status).__name__)

    def wake(self) -> None:
        """Nothing to wake: every wait has the driver's own deadline."""

    def close(self) -> None:
        self._printer.close()

    def _print(self, command: PrintTicket) -> PrintOutcome:
        ticket = Ticket(
            establishment=self._letterhead.establishment,
            service=self._letterhead.service,
            printed_at=self._now(),
            number=command.number,
            holder=command.holder,
            texts=patient_texts(command.language),
        )
        try:
            return self._printer.print(compose(ticket))
        except HardwareError as failure:
            _log.warning("printer", failure=type(failure).__name__)
            return NotPrinted(Offline())

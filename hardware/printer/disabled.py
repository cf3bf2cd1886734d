from hardware.printer.api import NotPrinted, Offline, PrinterStatus, PrintOutcome
from hardware.printer.document import Document


class DisabledPrinter:
    """Stands in where no printer is wanted: always off line, so that the screen shows the number."""

    def status(self) -> PrinterStatus:
        return Offline()

    def print(self, document: Document) -> PrintOutcome:  # noqa: ARG002  # the Protocol's
        return NotPrinted(Offline())

    def close(self) -> None:
        """Nothing is open."""

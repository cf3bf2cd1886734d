from hardware.channel.file import FileChannel
from hardware.errors import HardwareError
from hardware.printer.api import NotPrinted, Offline, Printed, PrinterStatus, PrintOutcome, Ready
from hardware.printer.document import Document
from hardware.printer.escpos import encode
from hardware.printer.options import FileOptions


class FilePrinter:
    """Appends each document's bytes to a file: what is on the disk counts as printed."""

    def __init__(self, options: FileOptions) -> None:
        self._options = options

    def status(self) -> PrinterStatus:
        try:
            FileChannel(self._options.path).close()
        except HardwareError:
            return Offline()
        return Ready()

    def print(self, document: Document) -> PrintOutcome:
        data = encode(document, self._options)
        try:
            channel = FileChannel(self._options.path)
        except HardwareError:
            return NotPrinted(Offline())
        try:
            while data:
                data = data[channel.write(data, timeout_s=0) :]
        except HardwareError:
            return NotPrinted(Offline(), partly_on_paper=True)
        finally:
            channel.close()
        return Printed()

    def close(self) -> None:
        """Nothing is kept open."""

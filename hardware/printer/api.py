"""What a receipt printer offers to the kiosk, whatever stands behind it."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from hardware.printer.document import Document


@dataclass(frozen=True)
class Ready:
    paper_low: bool = False


@dataclass(frozen=True)
class PaperOut:
    pass


@dataclass(frozen=True)
class CoverOpen:
    pass


@dataclass(frozen=True)
class Offline:
    """Not connected, switched off, or off line by its own button."""


@dataclass(frozen=True)
class CutterFault:
    pass


@dataclass(frozen=True)
class Overheated:
    pass


@dataclass(frozen=True)
class Unknown:
    """It answers nothing that can be understood; printing may still work."""


PrinterStatus: TypeAlias = Ready | PaperOut | CoverOpen | Offline | CutterFault | Overheated | Unknown


@dataclass(frozen=True)
class Printed:
    """The printer confirmed that the whole document is on paper."""


@dataclass(frozen=True)
class NotPrinted:
    """The printer said why not, before or while printing."""

    status: PrinterStatus
    partly_on_paper: bool = False
    """It stopped on the way, so a part may lie in the slot: a later copy must say that it is one."""


@dataclass(frozen=True)
class Unconfirmed:
    """All bytes were sent, and the printer never said that the paper came out."""


PrintOutcome: TypeAlias = Printed | NotPrinted | Unconfirmed


class ReceiptPrinter(Protocol):
    """One thread owns it."""

    def status(self) -> PrinterStatus:
        """Ask the printer; ends within the driver's own deadline."""
        ...

    def print(self, document: Document) -> PrintOutcome:
        """Print the document whole; ends within the driver's own deadline."""
        ...

    def close(self) -> None: ...

"""When a second copy must say that it is one; pure."""

from typing import assert_never

from hardware.printer.api import NotPrinted, Printed, PrintOutcome, Unconfirmed


def is_duplicate_after(first: PrintOutcome) -> bool:
    """Tell whether another print must say DUPLICATA: whenever a part of the first may be on paper."""
    match first:
        case Printed() | Unconfirmed():
            return True
        case NotPrinted(partly_on_paper=partly_on_paper):
            return partly_on_paper
        case _:
            assert_never(first)

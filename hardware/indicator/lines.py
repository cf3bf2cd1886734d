"""Four wires out and one in: what a driver brings, and `LineIndicator` makes an indicator of."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol, TypeVar

Wire_co = TypeVar("Wire_co", covariant=True)
Wire = TypeVar("Wire")


class Output(Enum):
    SLOT = "slot"
    PRINTER = "printer"
    TAKE_CARD = "take_card"
    HELP_CALL = "help_call"


class Lines(Protocol):
    """Open wires, first of all written to once.

    Every method raises HardwareError once the device is gone, and then only `close` may be called.
    """

    def write(self, levels: Mapping[Output, bool]) -> None:
        """Switch these outputs; one that is not connected is left out."""
        ...

    def read_presence(self) -> bool | None:
        """Tell whether somebody is near, or None if no sensor is connected."""
        ...

    def close(self) -> None: ...


class Wiring(Protocol[Wire_co]):
    """How a driver's options name the wire of each output; None where none is connected."""

    @property
    def slot(self) -> Wire_co | None: ...

    @property
    def printer(self) -> Wire_co | None: ...

    @property
    def take_card(self) -> Wire_co | None: ...

    @property
    def help_call(self) -> Wire_co | None: ...


def connected(wiring: Wiring[Wire]) -> Mapping[Output, Wire]:
    """Give the wire of each output that has one."""
    wires = {
        Output.SLOT: wiring.slot,
        Output.PRINTER: wiring.printer,
        Output.TAKE_CARD: wiring.take_card,
        Output.HELP_CALL: wiring.help_call,
    }
    return {output: wire for output, wire in wires.items() if wire is not None}

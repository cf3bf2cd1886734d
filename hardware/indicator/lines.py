"""Four wires out and one in: what a driver brings, and `LineIndicator` makes an indicator of."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol


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

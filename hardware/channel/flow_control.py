from enum import Enum


class FlowControl(Enum):
    """How the device at the other end of a serial line says that it can take no more."""

    NONE = "none"
    RTS_CTS = "rts-cts"
    """Also for printers set to DTR/DSR: their cable joins DTR to our CTS, and Linux knows no DTR/DSR."""
    XON_XOFF = "xon-xoff"

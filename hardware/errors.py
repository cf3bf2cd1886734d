"""What a driver raises when a device is broken.

HardwareError
├── DeviceUnavailable   unplugged, switched off or refused: try again later
├── DeviceTimeout       it did not answer in time: the request may or may not have been carried out
└── ProtocolViolation   it answered what no such device answers: report it, never guess
"""


class HardwareError(Exception):
    """A device failed in a way that its closed status type does not name."""


class DeviceUnavailable(HardwareError):
    """The device cannot be opened or went away; the next call opens it again."""


class DeviceTimeout(HardwareError):
    """The device did not answer within the deadline; nothing is known of the last request."""


class ProtocolViolation(HardwareError):
    """The device answered bytes that its protocol does not allow; the text never quotes them."""

"""The switch in the headset's socket, as the kernel reports it: an input device with SW_HEADPHONE_INSERT."""

import errno
import fcntl
import os
import struct

from hardware.speaker.api import Headset

EVENT = struct.Struct("@llHHi")
"""struct input_event of <linux/input.h>: seconds, microseconds, type, code, value."""
EV_SYN, EV_SW = 0x00, 0x05
SYN_DROPPED = 0x03
SW_HEADPHONE_INSERT = 0x02

_SWITCH_BYTES = 8
_EVIOCGSW = (2 << 30) | (_SWITCH_BYTES << 16) | (ord("E") << 8) | 0x1B
"""_IOC(_IOC_READ, 'E', 0x1b, 8): the present position of every switch, one bit each."""
_EVENTS_AT_ONCE = 64


class HeadsetSwitch:
    """Opens the device when it is there, and again after it was away."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._fd = -1
        self._plugged = False
        self._incomplete = b""

    @property
    def fd(self) -> int | None:
        """What becomes readable when the switch moves; None while the device is away."""
        return self._fd if self._fd >= 0 else None

    def look(self) -> Headset:
        """Take in what the switch has told; never waits."""
        if self._fd < 0:
            self._open()
        if self._fd >= 0:
            self._read()
        if self._fd < 0:
            return Headset.UNKNOWN
        return Headset.PLUGGED if self._plugged else Headset.UNPLUGGED

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1
        self._plugged = False
        self._incomplete = b""

    def _open(self) -> None:
        try:
            self._fd = os.open(self._device, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            return
        self._ask()

    def _ask(self) -> None:
        """Ask for the present position, of which no event tells."""
        positions = bytearray(_SWITCH_BYTES)
        try:
            fcntl.ioctl(self._fd, _EVIOCGSW, positions)
        except OSError as error:
            if error.errno not in (errno.ENOTTY, errno.EINVAL):
                self.close()
                return
            # No input device but a line that carries its events: unplugged until it says otherwise, the safe side.
        self._plugged = bool(int.from_bytes(positions, "little") >> SW_HEADPHONE_INSERT & 1)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._fd, EVENT.size * _EVENTS_AT_ONCE)
            except BlockingIOError:
                return
            except OSError:
                self.close()
                return
            if not data:
                self.close()
                return
            self._take(self._incomplete + data)

    def _take(self, data: bytes) -> None:
        whole = len(data) - len(data) % EVENT.size
        self._incomplete = data[whole:]
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT):
                self._plugged = value != 0
            elif (kind, code) == (EV_SYN, SYN_DROPPED):
                self._ask()

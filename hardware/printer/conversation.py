"""One connection to a printer: bytes out, replies in, and the question how it is."""

import time
from collections.abc import Sequence
from typing import Final

from hardware.channel.api import ByteChannel
from hardware.printer.api import PrinterStatus, Unknown
from hardware.printer.status import DLE_EOT_1_TO_4, BufferCleared, RealTime, Reply, ReplyStream, decode_real_time

_READ_BYTES: Final = 256
_REQUESTS: Final = 4
_CLEAR_BUFFER: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Conversation:
    """Every method raises DeviceUnavailable once the line is lost."""

    def __init__(self, channel: ByteChannel) -> None:
        self._channel = channel
        self._replies = ReplyStream()
        self.has_answered = False
        """Whether the printer ever told its status on this line; some have no way back."""

    def send(self, data: bytes, timeout_s: float) -> int:
        """Return how many bytes the line took within the time."""
        return self._channel.write(data, timeout_s)

    def listen(self, timeout_s: float) -> Sequence[Reply]:
        """Return what the printer said next, which may be nothing."""
        return self._replies.feed(self._channel.read(_READ_BYTES, timeout_s))

    def ask_status(self, timeout_s: float) -> PrinterStatus:
        """Ask in real time, which a printer answers even off line; Unknown if no sense comes back in time."""
        deadline_s = time.monotonic() + timeout_s
        # Late replies to an earlier question would be taken for answers to this one.
        while self._channel.read(_READ_BYTES, 0) and time.monotonic() < deadline_s:
            pass
        self._replies = ReplyStream()
        if self.send(DLE_EOT_1_TO_4, timeout_s) < len(DLE_EOT_1_TO_4):
            return Unknown()
        answers: list[int] = []
        while len(answers) < _REQUESTS and (left_s := deadline_s - time.monotonic()) > 0:
            answers += [reply.byte for reply in self.listen(left_s) if isinstance(reply, RealTime)]
        if len(answers) != _REQUESTS:
            return Unknown()
        self.has_answered = True
        return decode_real_time(*answers)

    def clear_buffer(self, timeout_s: float) -> None:
        """Have the printer drop what it has not printed yet; return when it says so, or when the time is up."""
        deadline_s = time.monotonic() + timeout_s
        self.send(_CLEAR_BUFFER, timeout_s)
        while (left_s := deadline_s - time.monotonic()) > 0:
            if any(isinstance(reply, BufferCleared) for reply in self.listen(left_s)):
                return

    def close(self) -> None:
        self._channel.close()

"""A USB relay or GPIO module of Numato Lab: a serial line, one command a line, each answered by a prompt.

`relay on 0` CR is answered by its echo, LF CR and `>`; `gpio read 4` CR by its echo, LF CR, 0 or 1, LF CR and `>`
(Numato Lab, user manuals of the USB relay and USB GPIO modules).
"""

import time
from collections.abc import Mapping

from hardware.channel.flow_control import FlowControl
from hardware.channel.serial_port import SerialChannel
from hardware.errors import DeviceTimeout, HardwareError, ProtocolViolation
from hardware.indicator.lines import Output, connected
from hardware.indicator.options import NumatoOptions

_BAUD_RATE = 115200
"""Any will do: the port is USB's own."""
_PROMPT = b">"
_END = b"\r"
_READ_BYTES = 64
_LONGEST_ANSWER_BYTES = 256
_VERBS = {"relay": {True: "relay on", False: "relay off"}, "gpio": {True: "gpio set", False: "gpio clear"}}


class NumatoLines:
    def __init__(self, options: NumatoOptions) -> None:
        """Open the port and find the prompt; raises HardwareError."""
        self._options = options
        self._outputs = connected(options)
        self._channel = SerialChannel(options.device, _BAUD_RATE, FlowControl.NONE)
        try:
            # What another program left half typed ends here.
            self._ask("")
        except HardwareError:
            self._channel.close()
            raise

    def write(self, levels: Mapping[Output, bool]) -> None:
        for output, on in levels.items():
            if output in self._outputs:
                kind, number = self._outputs[output].split()
                self._ask(f"{_VERBS[kind][on]} {number}")

    def read_presence(self) -> bool | None:
        if self._options.presence is None:
            return None
        _, number = self._options.presence.split()
        match self._ask(f"gpio read {number}").split():
            case [*_, b"0"]:
                level = False
            case [*_, b"1"]:
                level = True
            case _:
                raise ProtocolViolation("the module answered neither 0 nor 1")
        return level is not self._options.presence_active_low

    def close(self) -> None:
        self._channel.close()

    def _ask(self, command: str) -> bytes:
        """Send a command and return all that comes before the next prompt."""
        deadline_s = time.monotonic() + self._options.answer_timeout_s
        line = command.encode("ascii") + _END
        if self._channel.write(line, self._options.answer_timeout_s) < len(line):
            raise DeviceTimeout("the module takes no command")
        answer = b""
        while not answer.endswith(_PROMPT):
            remaining_s = deadline_s - time.monotonic()
            if remaining_s <= 0:
                raise DeviceTimeout("the module does not answer")
            answer += self._channel.read(_READ_BYTES, remaining_s)
            if len(answer) > _LONGEST_ANSWER_BYTES:
                raise ProtocolViolation("the module says too much")
        return answer.removesuffix(_PROMPT)

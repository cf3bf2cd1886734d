"""A real receipt printer: asks before it prints, watches while it prints, and believes only the printer's own word."""

from collections.abc import Callable
from enum import Enum
from typing import Final, assert_never

from hardware.channel.api import ByteChannel
from hardware.errors import DeviceTimeout, HardwareError
from hardware.printer.api import NotPrinted, Offline, Printed, PrinterStatus, PrintOutcome, Ready, Unconfirmed, Unknown
from hardware.printer.conversation import Conversation
from hardware.printer.document import Document
from hardware.printer.escpos import cut_off, encode
from hardware.printer.escpos_library import dummy_printer_class
from hardware.printer.options import EscPosOptions
from hardware.printer.print_job import PrintJob
from hardware.printer.profiles import PROFILES
from hardware.printer.raster_command import LONGEST_COMMAND_BYTES

_INITIALIZE: Final = b"\x1b@"
_AT_ONCE_S: Final = 1


class _Remains(Enum):
    """What the last job may have left in the printer."""

    NOTHING = "nothing"
    HALF_A_TICKET = "half a ticket"
    """Printed and not cut: the next patient must not find it above his own."""
    HALF_A_COMMAND = "half a command"
    """The line broke inside a command, which would swallow whatever is sent next."""


class EscPosPrinter:
    """An ESC/POS printer on any channel. It connects when first used and again after the line was lost."""

    def __init__(self, open_channel: Callable[[], ByteChannel], options: EscPosOptions) -> None:
        dummy_printer_class()  # loads the encoder now rather than while a patient waits
        self._open_channel = open_channel
        self._options = options
        self._profile = PROFILES[options.profile]
        self._line: Conversation | None = None
        self._jobs = 0
        self._remains = _Remains.NOTHING

    def status(self) -> PrinterStatus:
        if self._line is not None:
            try:
                status = self._line.ask_status(self._options.status_timeout_s)
            except HardwareError:
                status = Unknown()
            else:
                if not isinstance(status, Unknown) or not self._line.has_answered:
                    return status
            # A line kept open while idle may have been cut, by the printer or without anybody saying so.
            self._hang_up()
        try:
            self._line = self._connect()
            return self._line.ask_status(self._options.status_timeout_s)
        except HardwareError:
            self._hang_up()
            return Offline()

    def print(self, document: Document) -> PrintOutcome:
        data = encode(document, self._options)
        status = self.status()
        if self._line is None or not isinstance(status, Ready | Unknown):
            return NotPrinted(status)
        self._jobs += 1
        if self._remains is _Remains.HALF_A_TICKET:
            data = _INITIALIZE + cut_off(self._profile, _AT_ONCE_S) + data
        job = PrintJob(self._line, self._profile, data, self._jobs)
        outcome = job.run(self._options.print_timeout_s)
        self._remains = self._what_remains(outcome, job)
        if self._remains is _Remains.HALF_A_COMMAND:
            self._hang_up()
        elif not isinstance(outcome, Printed):
            self._drop_the_rest()
        return outcome

    def close(self) -> None:
        self._hang_up()

    def _connect(self) -> Conversation:
        line = Conversation(self._open_channel())
        if self._remains is _Remains.HALF_A_COMMAND:
            try:
                self._complete_command(line)
            except HardwareError:
                line.close()
                raise
            self._remains = _Remains.HALF_A_TICKET
        return line

    def _complete_command(self, line: Conversation) -> None:
        """Zeros complete any command and print nothing; a question asked before them would become its data."""
        if line.send(bytes(LONGEST_COMMAND_BYTES), self._options.status_timeout_s) < LONGEST_COMMAND_BYTES:
            raise DeviceTimeout("the line does not take the rest of a command")

    def _what_remains(self, outcome: PrintOutcome, job: PrintJob) -> _Remains:
        match outcome:
            case Printed():
                return _Remains.NOTHING
            case Unconfirmed() if job.line_lost or job.has_fallen_silent:
                return _Remains.HALF_A_COMMAND
            case Unconfirmed():
                # A printer without a way back never confirms, and cutting before every ticket would waste paper.
                return _Remains.NOTHING
            case NotPrinted():
                return _Remains.HALF_A_COMMAND if job.line_lost else _Remains.HALF_A_TICKET
            case _:
                assert_never(outcome)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _drop_the_rest(self) -> None:
        """Keep the rest of this patient's ticket from coming out after the refill, before the next patient's eyes."""
        if self._line is None or not self._profile.clears_buffer:
            return
        try:
            self._line.clear_buffer(self._options.status_timeout_s)
        except HardwareError:
            self._hang_up()

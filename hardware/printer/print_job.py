"""One document on its way to paper."""

import time
from typing import Final, NamedTuple, assert_never

from hardware.errors import HardwareError
from hardware.printer.api import (
    NotPrinted,
    Offline,
    Overheated,
    PaperOut,
    Printed,
    PrinterStatus,
    PrintOutcome,
    Ready,
    Unconfirmed,
    Unknown,
)
from hardware.printer.conversation import Conversation
from hardware.printer.profiles import Completion, Profile
from hardware.printer.status import (
    DLE_EOT_1_TO_4,
    Automatic,
    PaperSensor,
    ProcessDone,
    RealTime,
    Reply,
    decode_automatic,
    decode_paper_sensor,
    decode_real_time,
)

_WRITE_SLICE_S: Final = 0.05
_WATCH_INTERVAL_S: Final = 0.25
"""How often a printer that is busy printing is asked whether something is wrong."""
_SILENT_PRINTER_GRACE_S: Final = 2.0
"""How long a printer that never told its status is waited for after the last byte."""
_REAL_TIME_REPLIES: Final = 4

_REPORT_CHANGES: Final = b"\x1da\x0e"
"""GS a: report off line, error and paper by itself from now on."""
_ASK_STATUS: Final = b"\x1dr\x01"
_ASK_PAPER_SENSOR: Final = b"\x1bv"
_ASK_PROCESS_ID: Final = b"\x1d(H\x06\x0000"
_PROCESS_IDS: Final = 10_000


class Question(NamedTuple):
    """What stands at the end of a job, so that its answer proves that the job is done."""

    command: bytes
    process_id: bytes | None


def question(profile: Profile, job_number: int) -> Question:
    match profile.completion:
        case Completion.PROCESS_ID:
            # Different for each job: a late answer to the last one proves nothing of this one.
            process_id = b"%04d" % (job_number % _PROCESS_IDS)
            return Question(_ASK_PROCESS_ID + process_id, process_id)
        case Completion.STATUS:
            return Question(_ASK_STATUS, None)
        case Completion.PAPER_SENSOR:
            return Question(_ASK_PAPER_SENSOR, None)
        case _:
            assert_never(profile.completion)


class PrintJob:
    """Sends the bytes, and watches for the printer's confirmation or complaint. To be run once."""

    def __init__(self, line: Conversation, profile: Profile, data: bytes, job_number: int) -> None:
        last_question = question(profile, job_number)
        self._line = line
        self._unsent = (_REPORT_CHANGES if profile.reports_changes else b"") + data + last_question.command
        self._process_id = last_question.process_id
        self._real_time: list[int] = []
        self._overheated = False
        self.line_lost = False

    @property
    def has_fallen_silent(self) -> bool:
        """Whether a printer that used to answer did not confirm; all its line took may be lost."""
        return self._line.has_answered

    def run(self, timeout_s: float) -> PrintOutcome:
        deadline_s = time.monotonic() + timeout_s
        try:
            return self._send(deadline_s) or self._await_confirmation(deadline_s)
        except HardwareError:
            self.line_lost = True
            return NotPrinted(Offline(), partly_on_paper=True) if self._unsent else Unconfirmed()

    def _send(self, deadline_s: float) -> PrintOutcome | None:
        """Send all bytes; return early if the printer says meanwhile why it stopped."""
        while self._unsent:
            self._unsent = self._unsent[self._line.send(self._unsent, _WRITE_SLICE_S) :]
            if outcome := self._listen(0):
                return outcome
            if self._unsent and time.monotonic() > deadline_s:
                return NotPrinted(Offline(), partly_on_paper=True)
        return None

    def _await_confirmation(self, deadline_s: float) -> PrintOutcome:
        if not self._line.has_answered:
            deadline_s = min(deadline_s, time.monotonic() + _SILENT_PRINTER_GRACE_S)
        next_question_s = time.monotonic() + _WATCH_INTERVAL_S
        while (now_s := time.monotonic()) < deadline_s:
            if now_s >= next_question_s and not self._real_time:
                self._line.send(DLE_EOT_1_TO_4, _WRITE_SLICE_S)
                next_question_s = now_s + _WATCH_INTERVAL_S
            if outcome := self._listen(max(0.0, min(next_question_s, deadline_s) - now_s)):
                return outcome
        return NotPrinted(Overheated(), partly_on_paper=True) if self._overheated else Unconfirmed()

    def _listen(self, timeout_s: float) -> PrintOutcome | None:
        for reply in self._line.listen(timeout_s):
            if outcome := self._judge(reply):
                return outcome
        return None

    def _judge(self, reply: Reply) -> PrintOutcome | None:
        match reply:
            case ProcessDone(process_id) if process_id == self._process_id:
                return Printed()
            case PaperSensor(byte) if not self._unsent:
                # A printer that works on without paper answers too: what it put out last is not certain.
                out_of_paper = isinstance(decode_paper_sensor(byte), PaperOut)
                return NotPrinted(PaperOut(), partly_on_paper=True) if out_of_paper else Printed()
            case Automatic(data):
                return self._stopped_by(decode_automatic(data))
            case RealTime(byte):
                self._real_time.append(byte)
                if len(self._real_time) < _REAL_TIME_REPLIES:
                    return None
                status = decode_real_time(*self._real_time)
                self._real_time.clear()
                return self._stopped_by(status)
            case _:
                return None

    def _stopped_by(self, status: PrinterStatus) -> PrintOutcome | None:
        # A hot head pauses and goes on by itself.
        self._overheated = isinstance(status, Overheated)
        if isinstance(status, Ready | Unknown | Overheated):
            return None
        return NotPrinted(status, partly_on_paper=True)

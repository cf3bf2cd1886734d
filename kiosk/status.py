"""How the kiosk is, for the technician's console: counts, times and codes, and nothing about anybody."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, assert_never

from hardware.printer.api import Printed, PrinterStatus
from kiosk.audit.record import name_of
from kiosk.flow.events import CardInserted, CardReadEnded, Event, InsiAnswered, PrintEnded
from kiosk.flow.machine import printer_problem
from kiosk.flow.states import Kiosk, SeeDesk, ShowNumber
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Outcome, Refused, SeveralFound, Unavailable
from kiosk.problems import Problem


@dataclass
class Counts:
    """Of one day."""

    visits: int = 0
    printed: int = 0
    desk: int = 0
    """Sent to the desk, or shown their number for want of a ticket."""
    abandoned: int = 0


class StatusBoard:
    """Watches the flow from the main thread; `printer` alone is called on the printer's."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._day: date = now().date()
        self._counts = Counts()
        self._is_visit_ended = True
        self._since: dict[Problem, datetime] = {}
        self._last: dict[str, datetime] = {}
        self._insi: dict[str, Any] | None = None
        self._insi_problem: Problem | None = None
        self._printer: PrinterStatus | None = None

    def printer(self, status: PrinterStatus) -> None:
        self._printer = status

    def observe(self, before: Kiosk, event: Event, after: Kiosk) -> None:
        """Take in one step of the flow."""
        now = self._now()
        if now.date() != self._day:
            self._day, self._counts = now.date(), Counts()
        match event:
            case CardInserted() | CardReadEnded():
                self._last["card"] = now
            case InsiAnswered(visit, result) if visit == before.visit:
                self._last["insi"] = now
                self._insi_answered(result.outcome, [call.duration_ms for call in result.calls])
            case PrintEnded(visit, Printed()) if visit == before.visit:
                self._last["ticket"] = now
                self._counts.printed += 1
                self._is_visit_ended = True
            case _:
                pass
        self._follow(before, after)

    def content(self, kiosk: Kiosk, of_sound: Sequence[Problem] = ()) -> dict[str, Any]:
        """Give the answer to `status`; what it holds is not changed any more."""
        found = [*self._problems(kiosk), *of_sound]
        now = self._now()
        self._since = {problem: self._since.get(problem, now) for problem in found}
        return {
            "state": name_of(kiosk.state),
            "language": kiosk.language,
            "is_visit_under_way": kiosk.visit is not None,
            "reader_problem": kiosk.reader_problem.value if kiosk.reader_problem else None,
            "card_in": kiosk.card_in,
            "is_help_wanted": kiosk.is_help_shown,
            "printer": type(self._printer).__name__ if self._printer is not None else None,
            "insi": self._insi,
            "last": {what: time.isoformat(timespec="seconds") for what, time in self._last.items()},
            "today": asdict(self._counts),
            "problems": [
                {"code": problem.value, "since": since.isoformat(timespec="seconds")}
                for problem, since in self._since.items()
            ],
        }

    def _follow(self, before: Kiosk, after: Kiosk) -> None:
        if type(after.state) is not type(before.state) and isinstance(after.state, SeeDesk | ShowNumber):
            self._counts.desk += not self._is_visit_ended
            self._is_visit_ended = True
        if after.visit == before.visit:
            return
        if before.visit is not None and not self._is_visit_ended:
            self._counts.abandoned += 1
        self._is_visit_ended = after.visit is None
        self._counts.visits += after.visit is not None

    def _insi_answered(self, outcome: Outcome, durations_ms: list[int]) -> None:
        match outcome:
            case Unavailable():
                self._insi_problem = Problem.INSI_UNAVAILABLE
            case Refused():
                self._insi_problem = Problem.INSI_REFUSED
            case Found() | NotFound() | SeveralFound():
                self._insi_problem = None
            case InvalidRequest():
                pass  # never sent, so nothing is known of the service
            case _:
                assert_never(outcome)
        self._insi = {
            "code": "found" if isinstance(outcome, Found) else outcome.code,
            "duration_ms": durations_ms[-1] if durations_ms else None,
        }

    def _problems(self, kiosk: Kiosk) -> list[Problem]:
        of_printer = printer_problem(self._printer) if self._printer is not None else None
        return [problem for problem in (kiosk.reader_problem, of_printer, self._insi_problem) if problem is not None]

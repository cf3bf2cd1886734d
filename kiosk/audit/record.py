"""What the audit keeps of each step. Only words from here enter it, so nothing personal can."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from hardware.card_reader.api import Read, Unreadable, WrongCard
from hardware.printer.api import NotPrinted
from kiosk.flow.events import CardReadEnded, Event, InsiAnswered, NumberIssued, PrintEnded, ReaderChanged
from kiosk.flow.states import CardProblem, Kiosk, OutOfService, Printing, SeeDesk, ShowNumber, State
from kiosk.insi.outcome import Found


class AuditEvent(Enum):
    """The kinds of records; their fields are described in `catalogue.toml`."""

    KIOSK_STARTED = "kiosk_started"
    KIOSK_STOPPED = "kiosk_stopped"
    SCREEN_READY = "screen_ready"
    STATE_ENTERED = "state_entered"
    CARD_READ = "card_read"
    READER_CHANGED = "reader_changed"
    NUMBER_ISSUED = "number_issued"
    INSI_CALLED = "insi_called"
    INSI_ANSWERED = "insi_answered"
    TICKET_ENDED = "ticket_ended"
    HELP_WANTED = "help_wanted"
    CONSOLE_OPENED = "console_opened"
    CONSOLE_CLOSED = "console_closed"
    CONSOLE_COMMAND = "console_command"


@dataclass(frozen=True)
class AuditRecord:
    event: AuditEvent
    fields: dict[str, Any]


def name_of(state: State) -> str:
    """Give the state's name as the audit and the control protocol write it."""
    return _snake_case(type(state).__name__)


def records_of(before: Kiosk, event: Event, after: Kiosk) -> list[AuditRecord]:
    """Tell what the audit keeps of one step: tokens, codes, counts and durations."""
    records = _calls(event)
    if _concerns(before, event):
        records += _of_event(event)
    if after.is_help_shown and not before.is_help_shown:
        wanted = {"state": name_of(before.state), "visit": before.visit, "called": after.has_help_call}
        records.append(AuditRecord(AuditEvent.HELP_WANTED, wanted))
    if type(after.state) is not type(before.state):
        entered: dict[str, Any] = {"state": name_of(after.state), "visit": after.visit or before.visit}
        records.append(AuditRecord(AuditEvent.STATE_ENTERED, entered | _reason(after.state)))
    return records


def _concerns(before: Kiosk, event: Event) -> bool:
    return getattr(event, "visit", before.visit) == before.visit


def _calls(event: Event) -> list[AuditRecord]:
    """Tell of each exchange with INSi, also where the answer came when its visit was over."""
    match event:
        case InsiAnswered(visit, result):
            return [
                AuditRecord(
                    AuditEvent.INSI_CALLED,
                    {
                        "visit": visit,
                        "operation": call.operation,
                        "result": call.result,
                        "duration_ms": call.duration_ms,
                        "message_id": call.message_id,
                    },
                )
                for call in result.calls
            ]
        case _:
            return []


def _of_event(event: Event) -> list[AuditRecord]:
    match event:
        case CardReadEnded(visit, reading):
            fields: dict[str, Any] = {"visit": visit, "result": _snake_case(type(reading).__name__)}
            match reading:
                case Read(people):
                    fields["people"] = len(people)
                case WrongCard(kind):
                    fields["kind"] = kind.value
                case Unreadable(reason):
                    fields["reason"] = reason
                case _:
                    pass
            return [AuditRecord(AuditEvent.CARD_READ, fields)]
        case ReaderChanged(problem):
            return [AuditRecord(AuditEvent.READER_CHANGED, {"problem": problem.value if problem else None})]
        case NumberIssued(visit, number):
            return [AuditRecord(AuditEvent.NUMBER_ISSUED, {"visit": visit, "number": number})]
        case InsiAnswered(visit, result):
            outcome = result.outcome
            answer: dict[str, Any] = {"visit": visit, "result": _snake_case(type(outcome).__name__)}
            if isinstance(outcome, Found):
                answer["remarks"] = list(outcome.remarks)
            else:
                answer["code"] = outcome.code
            answer["assumed"] = list(result.assumptions)
            return [AuditRecord(AuditEvent.INSI_ANSWERED, answer)]
        case PrintEnded(visit, outcome):
            printed: dict[str, Any] = {"visit": visit, "result": _snake_case(type(outcome).__name__)}
            if isinstance(outcome, NotPrinted):
                printed["status"] = _snake_case(type(outcome.status).__name__)
            return [AuditRecord(AuditEvent.TICKET_ENDED, printed)]
        case _:
            return []


def _reason(state: State) -> dict[str, Any]:
    match state:
        case CardProblem(problem) | ShowNumber(problem) | OutOfService(problem):
            return {"problem": problem.value}
        case Printing(degraded=problem) if problem is not None:
            return {"problem": problem.value}
        case SeeDesk(reason):
            return {"reason": reason.value}
        case _:
            return {}


def _snake_case(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")

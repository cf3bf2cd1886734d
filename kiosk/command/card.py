"""`kiosk card read`: what stands on the card in the slot, for a technician."""

import time
from typing import Any, assert_never

from config.settings import Settings
from hardware.card_reader.api import (
    Busy,
    CardPresent,
    CardReader,
    CardReading,
    Mute,
    NoCard,
    NoReader,
    PersonOnCard,
    Read,
    ServiceDown,
    SlotState,
    Unreadable,
    Withdrawn,
    WrongCard,
)
from kiosk.bootstrap import patient_card_reader
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result


def read(settings: Settings | None, wait_s: float) -> Result:
    """Read the card that is in the slot, or comes into it within `wait_s` seconds; by PC/SC without settings."""
    reader = patient_card_reader(settings)
    try:
        return reading_result(read_within(reader, wait_s))
    finally:
        reader.close()


def read_within(reader: CardReader, wait_s: float) -> CardReading:
    ends_at_s = time.monotonic() + wait_s
    seen: SlotState | None = None
    while True:
        seen = reader.wait_for_change(seen, max(0.0, ends_at_s - time.monotonic()))
        match seen:
            case CardPresent() | Mute():
                return reader.read()
            case ServiceDown() | NoReader() | NoCard() if time.monotonic() >= ends_at_s:
                return seen
            case _:
                continue


def reading_result(reading: CardReading) -> Result:
    match reading:
        case Read(people, refused):
            content = {
                "outcome": "read",
                "people": [_person(person) for person in people],
                "refused": [{"index": record.index, "fault": record.fault.value} for record in refused],
            }
            lines = [_line(person) for person in people]
            lines += [f"{record.index}  refused: {record.fault.value.replace('_', ' ')}" for record in refused]
            return Result(content, lines, ExitStatus.OK)
        case NoReader():
            return _failed("no_reader", "no card reader is connected", ExitStatus.NO_READER)
        case NoCard():
            return _failed("no_card", "the slot is empty", ExitStatus.NO_CARD)
        case Mute():
            return _failed("mute", "the card does not answer: turn it round", ExitStatus.MUTE)
        case WrongCard(kind):
            text = f"not a readable carte Vitale: {kind.value.replace('_', ' ')}"
            return _failed("wrong_card", text, ExitStatus.WRONG_CARD, kind=kind.value)
        case Unreadable(reason):
            return _failed("unreadable", f"not readable: {reason}", ExitStatus.UNREADABLE, reason=reason)
        case Withdrawn():
            return _failed("withdrawn", "the card was taken out too early", ExitStatus.WITHDRAWN)
        case Busy():
            return _failed("busy", "another program holds the card", ExitStatus.BUSY)
        case ServiceDown(reason):
            text = f"the card service (pcscd) does not answer: {reason.replace('_', ' ') or 'not running'}"
            return _failed("service_down", text, ExitStatus.SERVICE_DOWN, reason=reason)
        case _:
            assert_never(reading)


def _person(person: PersonOnCard) -> dict[str, Any]:
    return {
        "index": person.index,
        "insured": person.insured,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "birth_date": person.birth_date,
        "nir": person.nir,
        "nir_key": person.nir_key,
        "birth_rank": person.birth_rank,
        "assumed": sorted(assumption.value for assumption in person.assumed),
    }


def _line(person: PersonOnCard) -> str:
    nir = f"{person.nir} {person.nir_key}" if person.nir is not None else "no NIR"
    insured = "  (insured)" if person.insured else ""
    return f"{person.index}  {person.family_name} {person.given_name}  {person.birth_date}  {nir}{insured}"


def _failed(outcome: str, text: str, status: ExitStatus, **more: str) -> Result:
    return Result({"outcome": outcome, **more}, [text], status)

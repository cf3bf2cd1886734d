"""The audit's worker, as the program starts it and the supervisor starts it anew."""

import contextlib
from datetime import UTC, datetime

from kiosk.audit.journal import Journal, first_broken
from kiosk.audit.record import AuditEvent, AuditRecord
from kiosk.flow.effects import IssueNumber
from kiosk.flow.events import NumberIssued
from kiosk.flow.states import VisitToken
from kiosk.services.numbering import Numbering
from kiosk.services.records import RecordsService
from tests.unit.kiosk.services.serving import running

VISIT = VisitToken("v1")
STARTED = AuditRecord(AuditEvent.KIOSK_STARTED, {"version": "1"})


def test_a_worker_that_is_started_anew_goes_on_with_the_same_audit(tmp_path, posted):
    file, number_file = tmp_path / "events.jsonl", tmp_path / "number.json"
    with contextlib.closing(Journal(file)) as journal:
        for number in ("A 1", "A 2"):
            with running(
                lambda: RecordsService(journal, Numbering(number_file, "A"), posted, lambda: datetime.now(UTC))
            ) as worker:
                worker.submit(STARTED)
                worker.submit(IssueNumber(VISIT))
                posted.wait_for(NumberIssued(VISIT, number))
    assert len(file.read_bytes().splitlines()) == 2
    assert first_broken(file) is None

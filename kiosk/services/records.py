"""Writes the kiosk's own files, the audit and the ticket numbers, away from the main thread."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, assert_never

import structlog

from kiosk.audit.journal import Journal
from kiosk.audit.record import AuditRecord
from kiosk.flow.effects import IssueNumber
from kiosk.flow.events import Event, NumberIssued
from kiosk.problems import Problem
from kiosk.services.numbering import Numbering

_log = structlog.get_logger()

RecordsCommand: TypeAlias = IssueNumber | AuditRecord


class RecordsService:
    patience_s = 1.0

    def __init__(
        self, journal: Journal, numbering: Numbering, post: Callable[[Event], None], now: Callable[[], datetime]
    ) -> None:
        self._journal = journal
        self._numbering = numbering
        self._post = post
        self._now = now
        self._unflushed = False

    def handle(self, command: RecordsCommand) -> None:
        match command:
            case IssueNumber(visit):
                issued = self._numbering.issue(self._now().date())
                if not issued.kept:
                    _log.error("number not kept", problem=Problem.STORAGE_FAILED.value)
                self._post(NumberIssued(visit, issued.number))
            case AuditRecord():
                self._append(command)
            case _:
                assert_never(command)

    def idle(self) -> None:
        if self._unflushed:
            self._unflushed = False
            try:
                self._journal.flush()
            except OSError as failure:
                self._report(failure)

    def _append(self, record: AuditRecord) -> None:
        """A full disk stops the audit, not the patient: the gap in `seq` tells how much is missing."""
        try:
            self._journal.append(record)
        except OSError as failure:
            self._report(failure)
        else:
            self._unflushed = True

    def _report(self, failure: OSError) -> None:
        _log.error("audit not written", problem=Problem.STORAGE_FAILED.value, errno=failure.errno)

    def wake(self) -> None:
        """Nothing to wake: it waits for commands alone."""

    def close(self) -> None:
        """The journal stays open: a worker that is started anew writes on."""
        self.idle()

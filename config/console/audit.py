"""The console's own audit: every command with who gave it, when, and how it ended."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from config.console.answer import Answer, Done
from config.console.terminal import printable
from kiosk.audit import journal
from kiosk.audit.journal import Journal
from kiosk.audit.record import AuditEvent, AuditRecord
from kiosk.durable import locked

FILE = "console.jsonl"
FILES = ("events.jsonl", FILE)
"""The kiosk's audit and the console's."""
_LOCK_S = 5.0
_LONGEST_COMMAND = 200
_LONGEST_RECORD = 4096


class CommandAudit:
    """Append-only, hash-chained and bounded as the kiosk's own; several sessions may write, one after the other."""

    def __init__(self, folder: Path, account: str) -> None:
        self.folder = folder
        self._file = folder / FILE
        self._account = account

    def record(self, command: str, answer: Answer) -> None:
        """Keep one command; on the disk when this returns. Raises OSError."""
        result = "ok" if isinstance(answer, Done) else answer.problem.value
        self._append(
            AuditRecord(
                AuditEvent.CONSOLE_COMMAND,
                {"account": self._account, "command": printable(command)[:_LONGEST_COMMAND], "result": result},
            )
        )

    def record_session(self, *, began: bool) -> None:
        """Keep that somebody came or went. Raises OSError."""
        event = AuditEvent.CONSOLE_OPENED if began else AuditEvent.CONSOLE_CLOSED
        self._append(AuditRecord(event, {"account": self._account}))

    def _append(self, record: AuditRecord) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._file.with_suffix(".lock"), _LOCK_S):
            opened = Journal(self._file, lambda: datetime.now(UTC))
            try:
                opened.append(record)
            finally:
                opened.close()


def files(state_dir: Path) -> list[Path]:
    """Give every file of both audits, in the order they were written."""
    return [file for name in FILES for file in (state_dir / f"{name}.1", state_dir / name) if file.exists()]


def first_broken(state_dir: Path) -> tuple[Path, int] | None:
    """Name the first record that is not sealed as written, with its file, or None. Raises OSError."""
    return next((broken for name in FILES if (broken := journal.first_broken(state_dir / name)) is not None), None)


def last_sign_of_life(state_dir: Path) -> datetime | None:
    """Give the time of the kiosk's last record: the program was there then. None where nothing can be read."""
    try:
        with (state_dir / "events.jsonl").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_RECORD))
            return datetime.fromisoformat(json.loads(file.read().splitlines()[-1])["time"])
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        return None

"""The console's own audit: every command with who gave it, when, and how it ended."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from config.console.answer import Answer, Done
from config.console.terminal import printable
from kiosk.audit.journal import Journal, first_broken_line, last_hash
from kiosk.audit.record import AuditEvent, AuditRecord
from kiosk.durable import locked

FILE = "console.jsonl"
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
            journal = Journal(self._file, lambda: datetime.now(UTC))
            try:
                journal.append(record)
            finally:
                journal.close()


def files(state_dir: Path) -> list[Path]:
    """Give every file of both audits, in the order they were written."""
    return [
        file for name in ("events.jsonl", FILE) for file in (state_dir / f"{name}.1", state_dir / name) if file.exists()
    ]


def first_broken(state_dir: Path) -> tuple[Path, int] | None:
    """Name the first record that is not sealed as written, with its file, or None. Raises OSError."""
    for name in ("events.jsonl", FILE):
        laid_aside, current = state_dir / f"{name}.1", state_dir / name
        previous_hash = None
        for file in (laid_aside, current):
            if file.exists():
                line = first_broken_line(file, previous_hash)
                if line is not None:
                    return file, line
                previous_hash = last_hash(file)
    return None


def last_sign_of_life(state_dir: Path) -> datetime | None:
    """Give the time of the kiosk's last record: the program was there then. None where nothing can be read."""
    try:
        with (state_dir / "events.jsonl").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_RECORD))
            return datetime.fromisoformat(json.loads(file.read().splitlines()[-1])["time"])
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        return None

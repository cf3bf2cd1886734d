"""Who else is at a console of this kiosk: all sessions edit the same candidate, so each is told of the others."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.durable import LockHeld, locked, take_lock


@dataclass(frozen=True)
class OpenSession:
    account: str
    line: str
    """Such as ttyS0."""
    since: str
    """ISO 8601, UTC."""


@contextlib.contextmanager
def entered(folder: Path, account: str) -> Iterator[list[OpenSession]]:
    """Be one of the sessions for the block; give the others. Raises OSError where that cannot be noted.

    A session is open as long as its process holds the lock on its note, however it ends.
    """
    folder.mkdir(mode=0o750, exist_ok=True)
    others = [note for file in sorted(folder.iterdir()) if (note := _note_of(file)) is not None]
    own = folder / str(os.getpid())
    descriptor = take_lock(own)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(asdict(_own_note(account))).encode())
        yield others
    finally:
        own.unlink(missing_ok=True)
        os.close(descriptor)


def _own_note(account: str) -> OpenSession:
    line = os.ttyname(sys.stdin.fileno()).removeprefix("/dev/") if sys.stdin.isatty() else "-"
    return OpenSession(account, line, datetime.now(UTC).isoformat(timespec="seconds"))


def _note_of(file: Path) -> OpenSession | None:
    """Read the note of a session that is open; remove that of one that ended without a word."""
    try:
        with locked(file, 0):
            file.unlink(missing_ok=True)
            return None
    except LockHeld:
        pass
    try:
        note = json.loads(file.read_bytes())
        return OpenSession(str(note["account"]), str(note["line"]), str(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return OpenSession("?", "?", datetime.now(UTC).isoformat(timespec="seconds"))

"""The audit's file: JSON lines, append-only, each line sealed with the hash of all lines before it."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from kiosk.audit.record import AuditRecord

_GENESIS = "0" * 64
MAX_BYTES = 5_000_000
"""A full file is laid aside as `.1`, and the one before it is forgotten: the audit never fills the disk."""


class Journal:
    """One thread owns it. The chain goes on across restarts and from one file to the next."""

    def __init__(self, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Raises OSError when the file cannot be opened for writing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._path = file
        self._now = now
        self._seq, self._hash = _last_seal(file)
        self._file = self._open()

    def append(self, record: AuditRecord) -> None:
        """Hand one record to the system; `flush` makes it outlive a power cut."""
        if self._file.tell() >= MAX_BYTES:
            self._turn_over()
        self._seq += 1
        time = self._now().astimezone(UTC).isoformat(timespec="milliseconds")
        line = {"seq": self._seq, "time": time, "event": record.event.value, **record.fields}
        self._hash = _seal(self._hash, line)
        self._file.write((_canonical(line | {"hash": self._hash}) + "\n").encode())

    def flush(self) -> None:
        os.fdatasync(self._file.fileno())

    def close(self) -> None:
        self.flush()
        self._file.close()

    def _open(self) -> FileIO:
        file = self._path.open("ab", buffering=0)
        self._path.chmod(0o640)
        if file.tell() and not _ends_with_newline(self._path):
            # A power cut in the middle of a line: what is broken stays visible, the next record gets its own line.
            file.write(b"\n")
        return file

    def _turn_over(self) -> None:
        self.close()
        self._path.replace(self._path.with_suffix(self._path.suffix + ".1"))
        self._file = self._open()


def first_broken_line(file: Path, previous_hash: str | None = None) -> int | None:
    """Return the number, from 1, of the first line that is not sealed as written, or None.

    A file that does not begin at sequence 1 is checked from its first line on unless `previous_hash` is given.
    """
    expected = previous_hash
    for number, text in enumerate(file.read_bytes().splitlines(), start=1):
        line = _parse(text)
        if line is None:
            return number
        seal = line.pop("hash", None)
        if expected is None:
            expected = _GENESIS if line.get("seq") == 1 else str(seal)
            if line.get("seq") != 1:
                continue
        if seal != _seal(expected, line):
            return number
        expected = str(seal)
    return None


def last_hash(file: Path) -> str:
    """Return the seal of the file's last record: what the next file goes on from."""
    return _last_seal(file)[1]


def _last_seal(file: Path) -> tuple[int, str]:
    for candidate in (file, file.with_suffix(file.suffix + ".1")):
        if not candidate.exists():
            continue
        for text in reversed(candidate.read_bytes().splitlines()):
            line = _parse(text)
            if line is not None and isinstance(line.get("seq"), int):
                return int(str(line["seq"])), str(line["hash"])
    return 0, _GENESIS


def _parse(text: bytes) -> dict[str, object] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "hash" in line else None


def _seal(previous: str, line: dict[str, object]) -> str:
    return hashlib.sha256((previous + _canonical(line)).encode()).hexdigest()


def _canonical(line: dict[str, object]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _ends_with_newline(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"

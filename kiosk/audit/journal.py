"""The audit's file: JSON lines, append-only, each line sealed with the hash of all lines before it.

    events.jsonl        the records
    events.jsonl.1      those before them, as long as they are kept
    events.jsonl.head   how far the records go, and what stood before the first one kept

The head tells when records are missing at either end, where no seal after them would. Who can write these files can of
course make all of them anew: an export that is kept elsewhere is what stands against that.
"""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from kiosk.audit.record import AuditRecord
from kiosk.durable import write_durably

_GENESIS = "0" * 64
MAX_BYTES = 5_000_000
"""A full file is laid aside as `.1`, and the one before it is forgotten: the audit never fills the disk."""


@dataclass(frozen=True)
class _Head:
    seq: int
    """Of the last record known to be on the disk; there may be more."""
    seal: str
    before: tuple[str, ...]
    """Seals that may stand before the first record kept: two while a full file is laid aside, none if unknown."""


class Journal:
    """One thread owns it. The chain goes on across restarts and from one file to the next."""

    def __init__(self, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Raises OSError when the file cannot be opened for writing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._path = file
        self._now = now
        self._seq, self._hash = _last_seal(file)
        head = _head_of(file)
        self._before = head.before if head is not None else (() if self._seq else (_GENESIS,))
        self._kept_seq = self._seq
        self._file = self._open(head)

    def append(self, record: AuditRecord) -> None:
        """Hand one record to the system; `flush` makes it outlive a power cut.

        Raises OSError where it could not be written whole: then nothing of it is there, and a gap in `seq` tells of it.
        """
        self._seq += 1
        if self._file.closed:
            self._file = self._open(None)  # the full file could not be laid aside, or no new one be begun
        if self._file.tell() >= MAX_BYTES:
            self._turn_over()
        time = self._now().astimezone(UTC).isoformat(timespec="milliseconds")
        line = {"seq": self._seq, "time": time, "event": record.event.value, **record.fields}
        seal = _seal(self._hash, line)
        self._write((_canonical(line | {"hash": seal}) + "\n").encode())
        self._hash, self._kept_seq = seal, self._seq

    def flush(self) -> None:
        if self._file.closed:
            return  # all of it was flushed before
        os.fdatasync(self._file.fileno())
        head = _Head(self._kept_seq, self._hash, self._before)
        write_durably(_head_file(self._path), json.dumps(asdict(head)).encode())

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._file.close()

    def _write(self, line: bytes) -> None:
        begin = self._file.tell()
        written = self._file.write(line)
        if written != len(line):  # the disk took a part; the next write would be refused
            self._file.truncate(begin)
            self._file.seek(begin)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))

    def _open(self, head: _Head | None) -> FileIO:
        file = self._path.open("ab", buffering=0)
        self._path.chmod(0o640)
        if file.tell() and not _ends_with_newline(self._path):
            if head is None or head.seq > self._seq:
                file.write(b"\n")  # what is missing was on the disk already: that stays visible
            else:
                # The power was cut while this record was written; nobody was told that it is kept.
                file.truncate(self._path.read_bytes().rfind(b"\n") + 1)
                file.seek(0, os.SEEK_END)
        return file

    def _turn_over(self) -> None:
        """Lay a full file aside; the head knows the seals before and after at every moment of it."""
        aside = _laid_aside(self._path)
        before = _last_seal(aside)[1] if aside.exists() else _GENESIS
        self._before = tuple(dict.fromkeys((*self._before, before)))
        self.close()
        self._path.replace(aside)
        self._before = (before,)
        self._file = self._open(None)


def first_broken(file: Path) -> tuple[Path, int] | None:
    """Name the first record of a journal that is not as written, by file and line from 1; None where all are.

    A record that is missing at the end is named as the line where it would stand. Raises OSError.
    """
    head = _head_of(file)
    aside = _laid_aside(file)
    parts = [part for part in (aside, file) if part.exists()]
    previous = None
    if parts and head is not None and head.before:
        previous = next((seal for seal in head.before if first_broken_line(parts[0], seal) != 1), None)
        if previous is None:
            return parts[0], 1
    for part in parts:
        line = first_broken_line(part, previous)
        if line is not None:
            return part, line
        previous = _last_seal(part)[1]
    if head is not None and _last_seal(file)[0] < head.seq:
        lines = len(file.read_bytes().splitlines()) if file.exists() else 0
        return file, lines + 1
    return None


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


def _laid_aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.1")


def _head_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.head")


def _head_of(file: Path) -> _Head | None:
    """Read the head; None where there is none that can be understood."""
    try:
        head = json.loads(_head_file(file).read_bytes())
        return _Head(int(head["seq"]), str(head["seal"]), tuple(str(seal) for seal in head["before"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _last_seal(file: Path) -> tuple[int, str]:
    for candidate in (file, _laid_aside(file)):
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

"""What a guest wrote to its disk, in order, as QEMU's `blklogwrites` keeps it (the format of Linux's dm-log-writes).

From it comes the disk as a power cut at any moment may leave it: everything before the last flush is there, of what was
written after it any part.
"""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = 0x6A736677736872
_SUPERBLOCK = struct.Struct("<QQQI")
_ENTRY = struct.Struct("<QQQQ")
_FLUSH, _FUA, _DISCARD, _MARK = 1, 2, 4, 8


@dataclass(frozen=True)
class Write:
    place: int
    """Bytes from the beginning of the disk."""
    data: bytes
    ends_at: int
    """Bytes from the beginning of the log."""
    is_flush: bool
    """Everything before it is on the disk for good."""
    is_through: bool
    """It itself is on the disk for good (FUA)."""


def arguments(disk: Path, log: Path) -> list[str]:
    """Tell QEMU to keep the log; the device's drive is `disk`."""
    return [
        "-blockdev", f"driver=raw,node-name=plain,file.driver=file,file.filename={disk}",
        "-blockdev", f"driver=file,node-name=log,filename={log}",
        "-blockdev", "driver=blklogwrites,node-name=disk,file=plain,log=log",
    ]  # fmt: skip


def read(log: Path) -> list[Write]:
    """Read the entries that were written whole."""
    with log.open("rb") as file:
        magic, version, _, sector = _SUPERBLOCK.unpack(file.read(_SUPERBLOCK.size))
        if (magic, version) != (_MAGIC, 1):
            raise ValueError(f"{log} is no log of writes")
        file.seek(sector)
        return list(_entries(file, sector))


def _entries(file: BinaryIO, sector: int) -> Iterator[Write]:
    while len(head := file.read(sector)) == sector:
        place, count, flags, length = _ENTRY.unpack_from(head)
        if not (place or count or flags or length):
            return
        data = b""
        if not flags & (_DISCARD | _MARK):
            data = file.read(count * sector)
            if len(data) < count * sector:
                return
        yield Write(place * sector, data, file.tell(), bool(flags & _FLUSH), bool(flags & _FUA))


def survivors(writes: Sequence[Write], chance: random.Random) -> list[Write]:
    """Choose what is on the disk when the power goes right after these writes."""
    flushed = max((number + 1 for number, write in enumerate(writes) if write.is_flush), default=0)
    return [
        write for number, write in enumerate(writes) if number < flushed or write.is_through or chance.random() < 0.5
    ]


def apply(writes: Sequence[Write], disk: BinaryIO, start: int, size: int) -> None:
    """Carry out those that fall into a partition, on a file that holds the partition alone."""
    for write in writes:
        if start <= write.place < start + size and write.data:
            disk.seek(write.place - start)
            disk.write(write.data)

import io
import random
import struct

import pytest

from tests.image import write_log
from tests.image.write_log import Write, apply, read, survivors

_SECTOR = 512


def entry(place: int, data: bytes, flags: int = 0) -> bytes:
    head = struct.pack("<QQQQ", place, len(data) // _SECTOR, flags, 0)
    return head.ljust(_SECTOR, b"\0") + data


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "log"
    superblock = struct.pack("<QQQI", write_log._MAGIC, 1, 3, _SECTOR).ljust(_SECTOR, b"\0")
    a, b = b"a" * _SECTOR, b"b" * 2 * _SECTOR
    file.write_bytes(superblock + entry(10, a) + entry(0, b"", 1) + entry(12, b, 2))
    return file


def test_the_entries_are_read_in_their_order(log):
    first, flush, second = read(log)
    assert (first.place, first.data[:1], first.is_flush) == (10 * _SECTOR, b"a", False)
    assert flush.is_flush
    assert not flush.data
    assert (second.place, len(second.data), second.is_through) == (12 * _SECTOR, 2 * _SECTOR, True)
    assert second.ends_at == log.stat().st_size


def test_an_entry_that_was_not_written_whole_does_not_count(log):
    log.write_bytes(log.read_bytes()[:-1])
    assert len(read(log)) == 2


def test_another_file_is_no_log(tmp_path):
    (tmp_path / "log").write_bytes(bytes(1024))
    with pytest.raises(ValueError, match="no log of writes"):
        read(tmp_path / "log")


def test_what_was_flushed_survives_every_cut_and_the_rest_only_some():
    def write(place: int, *, is_flush: bool = False, is_through: bool = False) -> Write:
        return Write(place, b"x", 0, is_flush, is_through)

    writes = [write(1), write(2), write(0, is_flush=True), write(3), write(4, is_through=True)]
    seen = {tuple(left.place for left in survivors(writes, random.Random(seed))) for seed in range(50)}  # noqa: S311
    assert seen == {(1, 2, 0, 4), (1, 2, 0, 3, 4)}


def test_only_the_partitions_own_writes_are_carried_out():
    partition = io.BytesIO(bytes(8))
    apply([Write(100, b"in", 0, False, False), Write(90, b"no", 0, False, False)], partition, start=98, size=8)
    assert partition.getvalue() == b"\0\0in\0\0\0\0"

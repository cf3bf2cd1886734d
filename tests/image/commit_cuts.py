"""200 power cuts while a configuration is committed, on the file system alone.

A guest commits again and again while QEMU keeps every write to its disk. Each cut is one moment of that log: the data
partition is put together as the cut may have left it, mounted, and what is in force is read as the kiosk reads it.
"""

import bisect
import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from config.settings import Settings, load
from image.make.disk import Partition
from tests.image import write_log
from tests.image.write_log import Write

CONFIGURATION = "kiosk/kiosk.toml"
"""On the data partition."""

_NUMBER = re.compile(r"Hopital (\d+)")


def name(number: int) -> str:
    """Give the establishment's name of a commit."""
    return f"Hopital {number}"


def commit_cuts(
    before: Path, log: Path, data: Partition, acknowledged: Sequence[int], folder: Path, *, cuts: int, seed: int
) -> str:
    """Try every cut; `acknowledged` are the log's lengths when the console said that a commit was done.

    Raises AssertionError if after a cut the configuration is not whole, or an acknowledged commit is lost.
    """
    writes = write_log.read(log)
    chance = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    first = bisect.bisect_left([write.ends_at for write in writes], acknowledged[0])
    moments = sorted(chance.sample(range(first + 1, len(writes)), min(cuts, len(writes) - first - 1)))
    durable, cut = folder / "durable.img", folder / "cut.img"
    _extract(before, data, durable)
    numbers = set()
    applied = 0
    for moment in moments:
        left = write_log.survivors(writes[applied:moment], chance)
        subprocess.run(["cp", "--sparse=always", durable, cut], check=True)
        with cut.open("r+b") as disk:
            write_log.apply(left, disk, data.start, data.size)
        number = _committed(cut, folder)
        wanted = bisect.bisect_right(acknowledged, writes[moment - 1].ends_at)
        if number < wanted:
            raise AssertionError(f"cut after write {moment}: commit {number} is in force, {wanted} was acknowledged")
        numbers.add(number)
        applied = _advance(writes, applied, moment, durable, data)
    cut.unlink()
    return f"{len(moments)} cuts among {len(writes) - first} writes; {len(numbers)} commits seen, each whole"


def _advance(writes: Sequence[Write], applied: int, moment: int, durable: Path, data: Partition) -> int:
    """Bring the durable disk up to the last flush before this moment; return how many writes it holds."""
    flushed = max((number + 1 for number in range(applied, moment) if writes[number].is_flush), default=applied)
    with durable.open("r+b") as disk:
        write_log.apply(writes[applied:flushed], disk, data.start, data.size)
    return flushed


def _committed(partition: Path, folder: Path) -> int:
    """Mount as the kiosk does, journal included; return which commit is in force."""
    mounted = folder / "mounted"
    mounted.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop,noatime", partition, mounted], check=True)
    try:
        settings = load(mounted / CONFIGURATION)
        left = [file.name for file in (mounted / "kiosk").glob("*.tmp")]
    finally:
        subprocess.run(["umount", mounted], check=True)
    checked = subprocess.run(["e2fsck", "-f", "-n", partition], capture_output=True, text=True, check=False)
    if checked.returncode != 0:
        raise AssertionError(f"the file system is damaged:\n{checked.stdout}")
    if not isinstance(settings, Settings):
        raise AssertionError(f"the configuration is not whole: {settings[0]}; {left}")  # noqa: TRY004 -- of a test
    found = _NUMBER.search(settings.establishment.name)
    return int(found[1]) if found else 0


def _extract(disk: Path, partition: Partition, target: Path) -> None:
    """Copy a partition out of a disk, with its holes."""
    with target.open("wb") as out:
        out.truncate(partition.size)
    with disk.open("rb") as source, target.open("r+b") as out:
        source.seek(partition.start)
        left = partition.size
        while left:
            chunk = source.read(min(1 << 20, left))
            if chunk.count(0) != len(chunk):
                out.seek(partition.size - left)
                out.write(chunk)
            left -= len(chunk)

"""Cuts the power while the configuration is changed, at random moments, and looks at what the next start finds.

    python -m tests.unit.config.power_cut 200

Each time a child process works on the store and dies at one of its system calls. What it had not synced is then as a
disk may leave it: files keep a random part of their content, and new names may be gone.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.settings import Settings, load
from config.store import Store
from tests.unit.config.test_settings import SMALLEST

_COMMITS = 6
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - real syncs would only cost time
_CALLS = ("write", "fsync", "close", "fchmod", "mkdir", "unlink", "replace")


def configuration(number: int) -> str:
    return SMALLEST.replace("TESTSGIE0000", f"IDAM{number}")


class Disk:
    """Stands between a program and its file system, and forgets what was not synced when the power is cut."""

    def __init__(self, dies_at: int, *, is_sync_ignored: bool) -> None:
        self.calls = 0
        self._dies_at = dies_at
        self._is_sync_ignored = is_sync_ignored
        self._random = random.Random(dies_at)  # noqa: S311 - not a secret, and the same at each run
        self._unsynced: dict[int, int] = {}
        """By inode: a descriptor of ours to the file's content."""
        self._renamed: list[tuple[Path, bytes | None]] = []
        """Names replaced or removed since their folder was synced, with what they stood for before."""
        self._real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in _CALLS}
        for name in _CALLS:
            setattr(os, name, self._instead_of(name))

    def _instead_of(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.calls += 1
            if self.calls == self._dies_at:
                if name == "write":
                    descriptor, content = arguments
                    self._real["write"](descriptor, content[: self._random.randrange(len(content))])
                self._cut()
            return getattr(self, f"_{name}", self._real[name])(*arguments, **options)

        return call

    def _write(self, descriptor: int, content: bytes) -> int:
        inode = os.fstat(descriptor).st_ino
        if inode not in self._unsynced:
            self._unsynced[inode] = os.dup(descriptor)
        return self._real["write"](descriptor, content)

    def _fsync(self, descriptor: int) -> None:
        self._real["fsync"](descriptor)
        if self._is_sync_ignored:
            return
        self._unsynced.pop(os.fstat(descriptor).st_ino, None)
        folder = Path(f"/proc/self/fd/{descriptor}").readlink()
        self._renamed = [(name, before) for name, before in self._renamed if name.parent != folder]

    def _replace(self, source: Path, target: Path, **_: object) -> None:
        target = Path(target)
        self._renamed.append((target, target.read_bytes() if target.exists() else None))
        self._real["replace"](source, target)

    def _unlink(self, name: Path, **_: object) -> None:
        before = Path(name).read_bytes() if Path(name).exists() else None
        self._real["unlink"](name)
        self._renamed.append((Path(name), before))

    def _cut(self) -> None:
        for descriptor in self._unsynced.values():
            os.ftruncate(descriptor, self._random.randint(0, os.fstat(descriptor).st_size))
        for name, before in reversed(self._renamed):
            if self._random.random() < 0.5:
                if before is None:
                    if name.exists():
                        self._real["unlink"](name)
                else:
                    name.write_bytes(before)
        os.kill(os.getpid(), signal.SIGKILL)


def work(file: Path) -> None:
    store = Store(file)
    for number in range(1, _COMMITS):
        store.edit(lambda _, number=number: configuration(number))
        store.commit(configuration(number), "technician", confirm_within_s=300 if number % 2 else None)
    store.rollback(2, "technician")


def what_is_wrong(file: Path) -> str | None:
    """Look as the next start does."""
    known = {configuration(number) for number in range(_COMMITS)}
    if file.read_text() not in known or not isinstance(load(file), Settings):
        return "the configuration in force is neither an old nor a new one"
    store = Store(file)
    if any(version.file.read_text() not in known for version in store.versions()):
        return "a kept version is damaged"
    store.end_trial_if_due()
    after = store.commit(configuration(0), "technician")
    return None if file.read_text() == configuration(0) and not isinstance(after, list) else "no commit after it"


def calls_in_all() -> int:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory(dir=_FOLDER) as name:
            (Path(name) / "kiosk.toml").write_text(configuration(0))
            disk = Disk(0, is_sync_ignored=False)
            work(Path(name) / "kiosk.toml")
            os.write(writing, str(disk.calls).encode())
            os._exit(0)
    os.waitpid(child, 0)
    return int(os.read(reading, 20))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--without-fsync", action="store_true", help="a disk that lies, to see that it is found")
    options = parser.parse_args()
    moments = random.Random(1)  # noqa: S311 - as above
    last = calls_in_all()
    failures = 0
    for _ in range(options.count):
        moment = moments.randint(1, last)
        with tempfile.TemporaryDirectory(dir=_FOLDER) as name:
            file = Path(name) / "kiosk.toml"
            file.write_text(configuration(0))
            child = os.fork()
            if child == 0:
                Disk(moment, is_sync_ignored=options.without_fsync)
                work(file)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status), f"call {moment} of {last} was never reached"
            wrong = what_is_wrong(file)
        if wrong is not None:
            failures += 1
            print(f"cut at call {moment}: {wrong}")
    print(f"{options.count} power cuts among {last} calls, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

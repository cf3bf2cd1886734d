"""Steps of the build: each shows its time, and is not done again while its inputs are the same."""

import contextlib
import fcntl
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from image.make.refusal import Refusal

Input: TypeAlias = Path | str
"""A file, a folder with all it holds, or a text."""

_KEPT_EACH = 3
_UNFINISHED = "unfinished-"


class Steps:
    """The results of earlier builds, in one folder; a result appears there whole or not at all."""

    def __init__(self, cache: Path, show: Callable[[str], None] = lambda line: print(line, flush=True)) -> None:
        self.cache = cache
        self._show = show

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other builds away from the folder during the block; raises Refusal if one is at work there."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with (self.cache / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refusal(f"another build is at work in {self.cache}", "wait for its end") from None
            for left in self.cache.glob(f"{_UNFINISHED}*"):  # by a build that was killed
                shutil.rmtree(left)
            yield

    def step(self, name: str, inputs: Iterable[Input], make: Callable[[Path], None]) -> Path:
        """Return the folder that `make` filled, now or in an earlier build with the same inputs."""
        self.cache.mkdir(parents=True, exist_ok=True)
        result = self.cache / f"{name}-{key(inputs)}"
        if result.is_dir():
            result.touch()
            self._show(f"{name:<18} unchanged")
            return result
        with self.timed(name), new_folder(self.cache) as unfinished:
            make(unfinished)
            unfinished.rename(result)
        self._forget_old(name)
        return result

    @contextlib.contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Show the name when the block begins and its time when it ends."""
        self._show(f"{name:<18} …")
        began_s = time.monotonic()
        yield
        self._show(f"{name:<18} {time.monotonic() - began_s:6.1f} s")

    def _forget_old(self, name: str) -> None:
        results = [path for path in self.cache.iterdir() if path.name.rpartition("-")[0] == name]
        for old in sorted(results, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT_EACH:]:
            shutil.rmtree(old)


@contextlib.contextmanager
def new_folder(beside: Path) -> Iterator[Path]:
    """Give an empty folder on the same file system; what is still there at the end is removed."""
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=beside))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def key(inputs: Iterable[Input]) -> str:
    """Hash texts, and files with their names, modes and content."""
    digest = hashlib.sha256()
    for given in inputs:
        if isinstance(given, str):
            _add(digest, "text", given.encode())
            continue
        for path in [given] if not given.is_dir() or given.is_symlink() else sorted(given.rglob("*")):
            if "__pycache__" in path.parts:
                continue
            name = str(path.relative_to(given))
            if path.is_symlink():
                _add(digest, f"link {name}", str(path.readlink()).encode())
            elif path.is_file():
                _add(digest, f"file {name} {path.stat().st_mode & 0o111:o}", path.read_bytes())
    return digest.hexdigest()[:16]


def _add(digest: "hashlib._Hash", name: str, content: bytes) -> None:
    for part in (name.encode(), content):
        digest.update(len(part).to_bytes(8, "big") + part)

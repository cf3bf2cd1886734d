"""Files that survive a power cut: at any moment the old content or the new one is there, whole."""

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

_LOOK_S = 0.02


class LockHeld(OSError):
    """Another program holds the lock; it goes on with its work, so try again later."""


def write_durably(file: Path, content: bytes, mode: int = 0o640) -> None:
    """Replace the file's content; when this returns, the new content outlives a power cut. Raises OSError."""
    fresh = file.with_name(file.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        os.fchmod(descriptor, mode)  # a file left by an earlier power cut keeps its own mode otherwise
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.replace(file)
    sync_folder(file.parent)


def remove_durably(file: Path) -> None:
    """Remove the file where there is one. Raises OSError."""
    file.unlink(missing_ok=True)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make names given and taken in `folder` outlive a power cut, which rename(2) alone does not promise."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(file: Path, timeout_s: float) -> Iterator[None]:
    """Keep other programs out (flock(2)) for the block; the lock ends with the process, however that ends.

    Raises LockHeld after `timeout_s`, OSError where the file cannot be made.
    """
    descriptor = take_lock(file, timeout_s)
    try:
        yield
    finally:
        os.close(descriptor)


def take_lock(file: Path, timeout_s: float = 0.0) -> int:
    """Return the descriptor whose closing gives the lock back; raises as `locked` does."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o660)
    ends_at_s = time.monotonic() + timeout_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= ends_at_s:
                os.close(descriptor)
                raise LockHeld(errno.EBUSY, "in use by another program", str(file)) from None
            time.sleep(_LOOK_S)
        else:
            return descriptor

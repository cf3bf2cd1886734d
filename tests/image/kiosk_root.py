"""A root with the image's overlay on this machine's Debian: nothing written in it is ever seen outside.

It stands in for the image where its files meet real programs (login, PAM, nft, polkitd); the image itself is booted by
`make image-test`.
"""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from image.make import overlay
from image.make.accounts import make_accounts
from image.make.variant import FOLDER

OVERLAY = FOLDER / "overlay"
_MOUNTS = """\
set -e
mount -t tmpfs tmpfs {place}
mkdir {place}/upper {place}/work {place}/root
mount -t overlay overlay -o lowerdir=/,upperdir={place}/upper,workdir={place}/work {place}/root
cd {place}/root
cp -a {stage}/. .
mount --rbind /dev dev
mount --bind /proc proc
mount -t tmpfs -o mode=755 run run
echo ready
exec cat
"""
_BUS_ID = ("--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.GetId")
_ANSWER_S = 30.0


class KioskRoot:
    """Lives until `close`."""

    def __init__(self, folder: Path) -> None:
        """`folder` is an empty one of this machine."""
        stage, place = folder / "stage", folder / "place"
        place.mkdir()
        _stage(stage)
        mounts = _MOUNTS.format(place=place, stage=stage)
        unshare = ["unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", mounts]
        self._holder = subprocess.Popen(unshare, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"ready\n":
            self.close()
            raise OSError("an overlay cannot be mounted here")
        self.inside = place / "root"
        self.path = Path(f"/proc/{self._holder.pid}/root{self.inside}")
        """The root as seen from outside."""

    def command(self, *words: str) -> list[str]:
        """Give what runs a program in this root."""
        enter = ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", f"--net=/proc/{self._holder.pid}/ns/net"]
        return [*enter, "chroot", str(self.inside), *words]

    def run(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words), input=stdin, capture_output=True, text=True, timeout=60, check=False
        )

    @contextlib.contextmanager
    def running(self, *words: str) -> Iterator[None]:
        """Run a program in this root for the block."""
        with subprocess.Popen(self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                yield
            finally:
                process.kill()

    @contextlib.contextmanager
    def bus(self) -> Iterator[None]:
        """Run a system bus of this root's own for the block; it answers from the start."""
        (self.path / "run/dbus").mkdir(exist_ok=True)
        with self.running("dbus-daemon", "--system", "--nofork", "--nopidfile"):
            self.wait_for("dbus-send", "--system", "--print-reply", *_BUS_ID)
            yield

    def wait_for(self, *words: str) -> None:
        """Run a program again and again until it succeeds; raises TimeoutError."""
        ends_at_s = time.monotonic() + _ANSWER_S
        while (done := self.run(*words)).returncode != 0:
            if time.monotonic() > ends_at_s:
                raise TimeoutError(f"{words}: {done.stderr}")

    def close(self) -> None:
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.wait(10)
        self._holder.stdout.close()


def _stage(stage: Path) -> None:
    """Lay the overlay and the accounts out, as the build does."""
    (stage / "etc/pam.d").mkdir(parents=True)
    for name in ("passwd", "group", "shadow", "gshadow"):
        shutil.copy(Path("/etc") / name, stage / "etc")
    overlay.copy_tree(OVERLAY, stage)
    make_accounts(stage)

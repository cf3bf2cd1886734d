"""Programs of a finished root run inside it, with devices, processes and a scratch folder that end with them."""

from collections.abc import Sequence
from pathlib import Path

from image.make.run import run

# Device nodes of its own, on memory: those of this machine cannot be reached, let alone replaced.
_ENTER = """\
set -eu
root=$1; shift
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
mount -t tmpfs -o nosuid,nodev tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mkdir -m 1777 "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
exec chroot "$root" "$@"
"""


def run_inside(root: Path, command: Sequence[str | Path]) -> str:
    """Return what the program wrote to standard output; nothing that it mounts or starts outlives it."""
    unshare = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    return run([*unshare, "sh", "-c", _ENTER, "sh", root, *command])

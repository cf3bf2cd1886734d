"""A private corner of this machine for pcscd and its virtual reader, entered without root.

In its own mount and network namespace a process sees an empty `/run/pcscd` and a loopback interface of its own, so that
the pcscd it starts neither needs nor disturbs the system's one, and no test can reach a network. Sockets in the file
system, X11 and Wayland included, stay reachable. Each process that enters gets its own, inside another too.

    python -m tests.emulators.namespace COMMAND…
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

PCSCD_FOLDER = Path("/run/pcscd")
_MARK = PCSCD_FOLDER / "private"

# <sched.h>, <sys/mount.h>, <linux/sockios.h>, <net/if.h>
_CLONE_NEWNS = 0x00020000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MS_REC = 0x4000
_MS_PRIVATE = 1 << 18
_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1

_libc = ctypes.CDLL(None, use_errno=True)


class NamespaceRefused(RuntimeError):
    """This machine does not allow a private namespace."""


def is_private() -> bool:
    """Tell whether this process lives in a corner made by `enter_private_namespace`."""
    return _MARK.exists()


def enter_private_namespace() -> None:
    """Move this process, and all it starts from now on, into a corner of its own.

    The caller must be the process's only thread unless it is root already. Raises NamespaceRefused with what to do.
    """
    try:
        _unshare()
        _mount("none", "/", "", _MS_REC | _MS_PRIVATE)
        # The pcscd package makes the folder when its service first starts; without it, /run itself becomes private.
        _mount("tmpfs", str(PCSCD_FOLDER if PCSCD_FOLDER.is_dir() else PCSCD_FOLDER.parent), "tmpfs", 0)
        PCSCD_FOLDER.mkdir(exist_ok=True)
        _MARK.touch()
        _bring_loopback_up()
    except OSError as error:
        raise NamespaceRefused(
            f"a private namespace is refused here: {error.strerror}. Allow unprivileged user namespaces "
            "(sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0), "
            "or run as root with CAP_SYS_ADMIN (docker run --privileged)."
        ) from error


def _unshare() -> None:
    flags = _CLONE_NEWNS | _CLONE_NEWNET
    if os.geteuid() == 0:
        try:
            _check(_libc.unshare(flags))
        except PermissionError:  # root of a container without CAP_SYS_ADMIN: as any other user
            pass
        else:
            return
    uid, gid = os.geteuid(), os.getegid()
    _check(_libc.unshare(flags | _CLONE_NEWUSER))
    process = Path("/proc/self")
    (process / "uid_map").write_text(f"0 {uid} 1")
    (process / "setgroups").write_text("deny")  # user_namespaces(7): else gid_map is refused
    (process / "gid_map").write_text(f"0 {gid} 1")


def _mount(source: str, target: str, kind: str, flags: int) -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), None))


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        request = fcntl.ioctl(link, _SIOCGIFFLAGS, struct.pack("16sh22x", b"lo", 0))
        name, flags = struct.unpack("16sh22x", request)
        fcntl.ioctl(link, _SIOCSIFFLAGS, struct.pack("16sh22x", name, flags | _IFF_UP))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.emulators.namespace COMMAND…")
    try:
        enter_private_namespace()
    except NamespaceRefused as refusal:
        sys.exit(str(refusal))
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - becoming the command is the purpose

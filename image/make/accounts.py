"""The accounts of the image: those of the packages and of the overlay, and the technician's; none has a password."""

import shutil
from pathlib import Path

from image.make.run import run
from image.make.variant import PROJECT

LOGIN_RULES = PROJECT / "config/login/login.pam"
CONSOLE = "/usr/local/bin/kiosk-console"
_GROUPS_FOR_TESTS = ("systemd-journal", "lp", "dialout", "audio")
"""Of the console's `logs` and `test`."""


def make_accounts(root: Path) -> None:
    """Make them in an unpacked root that holds the overlay."""
    run(["systemd-sysusers", f"--root={root}"])
    _add_technician(root / "etc/passwd")
    for group in _GROUPS_FOR_TESTS:
        run(["systemd-sysusers", f"--root={root}", "--inline", f"m technician {group}"])
    _move_shadow(root)
    shutil.copyfile(LOGIN_RULES, root / "etc/pam.d/login")


def _add_technician(passwd: Path) -> None:
    """Give the console the kiosk's user number, so that both may read files of mode 0600 and speak with each other."""
    accounts = passwd.read_text()
    _, _, user, group, _, home, _ = next(line for line in accounts.splitlines() if line.startswith("kiosk:")).split(":")
    passwd.write_text(f"{accounts}technician:x:{user}:{group}:Technician:{home}:{CONSOLE}\n")


def _move_shadow(root: Path) -> None:
    """Lock every password, and leave the place of the shadow file to `/usr/lib/vitale-kiosk/accounts`."""
    shadow, template = root / "etc/shadow", root / "usr/share/vitale-kiosk/shadow"
    lines = [line.split(":") for line in shadow.read_text().splitlines()]
    template.write_text("".join(":".join([name, "!*", *rest]) + "\n" for name, _, *rest in lines))
    template.chmod(0o600)
    shadow.unlink()
    shadow.symlink_to("/run/accounts/shadow")
    for old in ("passwd-", "group-", "shadow-", "gshadow-"):
        (root / "etc" / old).unlink(missing_ok=True)

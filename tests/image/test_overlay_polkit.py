"""Who may do what, decided by the real polkitd with the image's rules and this machine's actions."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.image.kiosk_root import KioskRoot
from tests.mounting import require

pytestmark = pytest.mark.xdist_group("polkit")

TECHNICIAN, MAINTAINER, STRANGER = 900, 901, 65534
POLKITD = "/usr/lib/polkit-1/polkitd"
PCSC = """\
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN" "x">
<policyconfig>
  <action id="org.debian.pcsc-lite.access_pcsc"><defaults><allow_any>yes</allow_any></defaults></action>
</policyconfig>
"""
"""The action of Debian 13's pcscd, which Debian 12's does not have; without rules it would be allowed here."""

ASK = """\
setpriv --reuid "$1" --regid "$1" --clear-groups sleep 30 & asker=$!
shift
until [ "$(cat /proc/$asker/comm)" = sleep ]; do :; done
pkcheck --process $asker --action-id "$@"; answer=$?
kill $asker
exit $answer
"""


@pytest.fixture(scope="module")
def polkit(tmp_path_factory) -> Iterator[KioskRoot]:
    require("dbus-daemon", "pkcheck", "setpriv", "systemd-sysusers")
    with contextlib.closing(KioskRoot(tmp_path_factory.mktemp("kiosk"))) as root:
        (root.path / "usr/share/polkit-1/actions/org.debian.pcsc-lite.policy").write_text(PCSC)
        with root.bus(), root.running(POLKITD, "--no-debug"):
            root.wait_for("pkaction", "--action-id", "org.freedesktop.login1.reboot")
            yield root


def may(root: KioskRoot, user: int, action: str, **details: str) -> bool:
    words = [word for name, value in details.items() for word in ("--detail", name, value)]
    answer = root.run("sh", "-c", ASK, "ask", str(user), action, *words).returncode
    assert answer in (0, 1, 2, 3)
    return answer == 0


@pytest.mark.parametrize(
    ("action", "details"),
    [
        ("org.debian.pcsc-lite.access_pcsc", {}),
        ("org.freedesktop.login1.reboot", {}),
        ("org.freedesktop.timedate1.set-time", {}),
        ("org.freedesktop.systemd1.manage-units", {"unit": "kiosk.service", "verb": "restart"}),
        ("org.freedesktop.systemd1.manage-units", {"unit": "systemd-timesyncd.service", "verb": "stop"}),
    ],
)
def test_the_technician_may_do_what_the_console_does_and_a_stranger_may_not(polkit, action, details):
    assert may(polkit, TECHNICIAN, action, **details)
    assert not may(polkit, STRANGER, action, **details)


@pytest.mark.parametrize(
    ("action", "details"),
    [
        ("org.freedesktop.systemd1.manage-units", {"unit": "nftables.service", "verb": "stop"}),
        ("org.freedesktop.systemd1.manage-units", {"unit": "kiosk.service", "verb": "set-property"}),
        ("org.freedesktop.systemd1.manage-units", {}),
        ("org.freedesktop.systemd1.manage-unit-files", {}),
        ("org.freedesktop.systemd1.reload-daemon", {}),
        ("org.freedesktop.systemd1.set-environment", {}),
        ("org.freedesktop.login1.power-off", {}),
        ("org.freedesktop.hostname1.set-hostname", {}),
        ("org.freedesktop.network1.reload", {}),
    ],
)
def test_the_technician_may_do_nothing_else(polkit, action, details):
    assert not may(polkit, TECHNICIAN, action, **details)


def test_the_maintainer_may_become_root_by_run0_and_is_locked_without_the_jumper(polkit):
    assert may(polkit, MAINTAINER, "org.freedesktop.systemd1.manage-units", unit="run-u1.service", verb="start")
    assert not may(polkit, MAINTAINER, "org.debian.pcsc-lite.access_pcsc")

"""First login, password and maintainer, by the machine's own agetty, login and PAM with the image's files."""

import contextlib
import platform
import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.emulators.serial_line import Respawned, serial_line
from tests.image.kiosk_root import KioskRoot
from tests.integration.console.session import NoAnswer, Session
from tests.mounting import require

SHELL = '#!/bin/sh\necho "console of $LOGNAME, user $(id -u), groups $(id -nG)"\nread -r line\n'
PASSWORD = "Valmont-2026-borne"  # noqa: S105 - of an account that exists in this test alone
LOGIN = re.compile(rb"login: $")
NEW = re.compile(rb"(?i)new password: $")
ASKS = re.compile(rb"Password: $")
CONSOLE = re.compile(rb"console of (\w+), user (\d+), groups ([^\n]*)\n")


@pytest.fixture
def root(tmp_path):
    require("agetty", "login", "systemd-sysusers", "mkpasswd", "setpriv")
    with contextlib.closing(KioskRoot(tmp_path)) as made:
        (made.path / "usr/local/bin/kiosk-console").write_text(SHELL)
        (made.path / "usr/local/bin/kiosk-console").chmod(0o755)
        (made.path / "run/faillock").mkdir(mode=0o700)
        settings = made.path / "etc/login.defs"
        settings.write_text(re.sub(r"(FAIL_DELAY +)\d", r"\g<1>0", settings.read_text()))
        (made.path / "data/accounts").mkdir(parents=True, mode=0o700)
        start(made)
        yield made


def hands_on_new_passwords() -> bool:
    """Debian 12's pam_exec does so for present passwords alone; the image, which `make image-test` starts, has 13's."""
    return float(platform.freedesktop_os_release().get("VERSION_ID", "0")) >= 13


def start(root: KioskRoot) -> None:
    """What a start does: memory is empty, then accounts.service."""
    run = root.path / "run/accounts"
    for file in run.glob("*"):
        file.unlink()
    run.mkdir(exist_ok=True, mode=0o700)
    done = root.run("/usr/lib/vitale-kiosk/accounts", "at-start")
    assert (done.returncode, done.stderr) == (0, "")


@contextlib.contextmanager
def getty(root: KioskRoot) -> Iterator[Session]:
    """Serve a line with the capabilities of technician@.service, and again whenever the login ends."""
    unit = (root.path / "etc/systemd/system/technician@.service").read_text()
    kept = re.search(r"^CapabilityBoundingSet=(.*)$", unit, re.MULTILINE)
    assert kept is not None
    bounds = ",".join(["-all", *(f"+{name.removeprefix('CAP_').lower()}" for name in kept[1].split())])
    limits = ["setpriv", "--no-new-privs", f"--bounding-set={bounds}", "--inh-caps=-all"]
    with serial_line() as line, contextlib.ExitStack() as ending:
        respawned = Respawned(line, root.command(*limits, "agetty", "--noclear", "--local-line", "-", "vt100"))
        ending.callback(respawned.stop)
        session = Session(line, respawned.process)
        ending.callback(session.close)
        yield session


@pytest.fixture
def line(root):
    with getty(root) as session:
        yield session


def log_in(line: Session, account: str, password: str | None = None) -> None:
    line.wait_for(LOGIN)
    line.type(account)
    if password is not None:
        line.wait_for(ASKS)
        line.type(password)


def set_password(line: Session, password: str) -> None:
    for _ in range(2):
        line.wait_for(NEW)
        line.type(password)


def keep(root: KioskRoot, account: str, password: str, kind: str = "password") -> "subprocess.CompletedProcess[str]":
    """What pam_exec does with a new password."""
    variables = (f"PAM_TYPE={kind}", f"PAM_USER={account}")
    return root.run("/usr/bin/env", *variables, "/usr/lib/vitale-kiosk/accounts", "keep", stdin=password)


def console(line: Session) -> "re.Match[bytes]":
    match = CONSOLE.search(line.wait_for(CONSOLE).encode())
    assert match is not None
    return match


def test_the_first_login_sets_a_password_or_else_opens_nothing(root, line):
    log_in(line, "technician")
    set_password(line, PASSWORD)
    kept = root.path / "data/accounts/technician"
    if hands_on_new_passwords():
        console(line)
        assert kept.read_text().startswith("$y$")
    else:
        line.wait_for(LOGIN)
        assert not kept.exists()
    assert PASSWORD.encode() not in line.seen


def test_a_weak_password_is_refused(root, line):
    log_in(line, "technician")
    set_password(line, "kiosk")
    line.wait_for(re.compile(rb"(?i)weak|too short"))
    assert not (root.path / "data/accounts/technician").exists()


def test_the_maintainer_is_locked(line):
    log_in(line, "maintainer", "")
    with pytest.raises(NoAnswer):
        line.wait_for(NEW, timeout_s=3)


def test_the_jumper_opens_the_maintainer_until_the_next_start(root, line):
    gpioget = root.path / "usr/local/bin/gpioget"
    gpioget.write_text('#!/bin/sh\necho "$@" > /run/asked\necho 1\n')
    gpioget.chmod(0o755)
    accounts = root.path / "usr/lib/vitale-kiosk/accounts"
    accounts.write_text(accounts.read_text().replace("PATH=", "PATH=/usr/local/bin:"))
    start(root)
    assert (root.path / "run/asked").read_text() == "--numeric --active-low --bias=pull-up GPIO21\n"
    with getty(root) as another_line:
        log_in(another_line, "maintainer")
        another_line.wait_for(NEW)
    assert keep(root, "maintainer", PASSWORD).returncode == 0
    log_in(line, "maintainer", PASSWORD)
    line.wait_for(re.compile(rb"maintainer@[^\n]*\$ $"))
    line.type("exit")
    gpioget.unlink()
    start(root)
    assert "maintainer:!*:" in (root.path / "run/accounts/shadow").read_text()


def test_without_its_data_a_kiosk_still_lets_a_technician_in(root, line):
    (root.path / "data/accounts").rmdir()
    start(root)
    log_in(line, "technician")
    line.wait_for(NEW)


@pytest.mark.parametrize("account", ["root", "kiosk", "daemon"])
def test_nobody_else_has_a_password(root, account):
    shadow = dict(line.split(":")[:2] for line in (root.path / "run/accounts/shadow").read_text().splitlines())
    assert shadow[account] == "!*"
    assert set(shadow.values()) == {"!*", ""}
    assert [name for name, kept in shadow.items() if not kept] == ["technician"]


@pytest.mark.parametrize(
    ("kind", "account", "password"),
    [("password", "root", "x"), ("auth", "technician", "x"), ("password", "technician", "")],
)
def test_only_a_new_password_of_an_account_with_a_login_is_kept(root, kind, account, password):
    assert keep(root, account, password, kind).returncode == 1
    assert not list((root.path / "data/accounts").iterdir())


def test_a_kept_password_opens_the_account_at_every_later_start(root, line):
    assert keep(root, "technician", PASSWORD + "\0").returncode == 0
    start(root)
    log_in(line, "technician", "wrong")
    log_in(line, "technician", PASSWORD)
    account, user, groups = console(line).groups()
    assert (account, user) == (b"technician", b"900")
    assert {b"kiosk", b"systemd-journal", b"lp", b"dialout"} <= set(groups.split())
    for file in ("data/accounts/technician", "run/accounts/shadow"):
        kept = (root.path / file).stat()
        assert (kept.st_mode & 0o777, kept.st_uid) == (0o600, 0)

"""The machine's own agetty, login and PAM in front of the console, with accounts that exist in this test alone."""

import contextlib
import re
import shutil
import sys
from pathlib import Path

import pytest

import config as config_package
from tests.emulators.serial_line import Respawned, serial_line
from tests.integration.console.session import Session
from tests.mounting import require

pytestmark = [pytest.mark.xdist_group("console devices")]

PROJECT = Path(config_package.__file__).parents[1]
PASSWORD = "Valmont-2026"  # noqa: S105 - of an account that exists in this test alone
HASH = "$6$kioskkiosk$sB3ANO4Pxu13hKjOKN48hmSq4rEQWyarqh5NN.GaQ2kbTPvNzBvBQo2/JIve.dbXcRKmp8IXjubbwdCzclduA1"
"""crypt(5) of it, method 6."""

LOGIN = re.compile(rb"login: $")
ASKS = re.compile(rb"Password: $")


@pytest.fixture
def login(config, tmp_path):
    """A getty on a line, started again whenever it ends; the files of the accounts are bound over the machine's."""
    require("agetty", "login", "setpriv")
    shell = tmp_path / "kiosk-console"
    shell.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(PROJECT)!r})\n"
        f"from config.console.__main__ import main\nsys.exit(main(['--config', {str(config)!r}]))\n"
    )
    shell.chmod(0o755)
    pam = (PROJECT / "config" / "login" / "login.pam").read_text().replace("/run/faillock", str(tmp_path / "faillock"))
    pam = pam.replace("default=bad]  pam_unix.so", "default=bad]  pam_unix.so nodelay")
    (tmp_path / "faillock").mkdir()
    files = {
        "/etc/passwd": f"root:x:0:0::/root:/bin/false\ntechnician:x:0:0::/:{shell}\n",
        "/etc/shadow": f"root:*:20000:0:99999:7:::\ntechnician:{HASH}:20000:0:99999:7:::\n",
        "/etc/pam.d/login": pam,
        "/etc/login.defs": "FAIL_DELAY 0\nLOGIN_RETRIES 3\nLOGIN_TIMEOUT 60\nLOG_UNKFAIL_ENAB no\n",
    }
    binds = []
    for number, (target, content) in enumerate(files.items()):
        source = tmp_path / f"bound-{number}"
        source.write_text(content)
        if Path(target).exists():
            binds.append(f"mount --bind {source} {target}")
    # As in the image, where systemd starts it, login may not hang up the line: the test holds its own end of it.
    getty = "setpriv --bounding-set=-sys_tty_config --inh-caps=-sys_tty_config agetty --noclear --local-line - vt100"
    script = f"{' && '.join(binds)} && exec {getty}"
    with serial_line() as line, contextlib.ExitStack() as ending:
        unshare = shutil.which("unshare") or "unshare"
        respawned = Respawned(line, [unshare, "--mount", "--propagation", "private", "sh", "-c", script])
        ending.callback(respawned.stop)
        session = Session(line, respawned.process)
        ending.callback(session.close)
        yield session


def attempt(session: Session, password: str) -> None:
    session.wait_for(LOGIN)
    session.type("technician")
    session.wait_for(ASKS)
    session.type(password)


def test_the_password_leads_to_the_console_and_leaving_it_to_the_login(login):
    attempt(login, "wrong")
    attempt(login, PASSWORD)
    assert "Self check-in kiosk" in login.wait_for_prompt()
    assert login.ask("version")[-1] == "OK"
    login.type("exit")
    login.wait_for(LOGIN)
    assert PASSWORD.encode() not in login.seen


def test_wrong_passwords_lock_the_account(login):
    for _ in range(5):
        attempt(login, "wrong")
    attempt(login, PASSWORD)
    login.wait_for(LOGIN)
    assert b"Self check-in kiosk" not in login.seen


def test_noise_at_the_login_does_not_open_it_and_it_comes_back(login):
    login.wait_for(LOGIN)
    login.send(bytes(range(1, 256)) * 4 + b"\r")
    login.send(b"\x04\x03\r")
    attempt(login, PASSWORD)
    assert "Self check-in kiosk" in login.wait_for_prompt()

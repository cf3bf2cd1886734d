"""The page for scripts tells the members of every answer as they are."""

import io
import json
import re
from pathlib import Path

import pytest

import config.console
from config.console.answer import Done, as_json
from config.console.catalog import COMMANDS
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.system import System
from tests.unit.config.test_settings import SMALLEST

PAGE = (Path(config.console.__file__).parent / "README.md").read_text("utf-8")
TABLE = PAGE.partition("<!-- answers: begin -->")[2].partition("<!-- answers: end -->")[0]
ROWS = re.findall(r"^\| `([^`]+)` \| (.*)\|$", TABLE, re.MULTILINE)

NEED_MORE = {
    *("setup", "cert install", "update install", "support bundle", "support bundle print"),
    *("network set dhcp", "confirm", "test network", "trace off"),
}
"""Shown elsewhere: these need somebody who answers, a service, a stick or the image."""

PROGRAM = "#!/bin/sh\necho NTPSynchronized=yes\n"


class Willing(Terminal):
    """Types whatever is asked for."""

    def ask(self, prompt, choices=()):
        return choices[0]


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "kiosk.toml").write_text(SMALLEST + '[storage]\nstate_dir = "state"\n[console]\nlanguage = "en"\n')
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("systemctl", "journalctl", "timedatectl", "ip", "rauc"):
        (programs / name).write_text(PROGRAM)
        (programs / name).chmod(0o755)
    terminal = Willing(io.StringIO(), io.StringIO())
    return Shell(Site(tmp_path / "kiosk.toml", terminal, System(str(programs), tmp_path), "technician"))


def test_the_page_names_every_command():
    assert {command.split()[0] for command, _ in ROWS} == {command.name for command in COMMANDS} | {"help"}


@pytest.mark.parametrize(
    ("command", "documented"), [row for row in ROWS if row[0] not in NEED_MORE], ids=lambda text: text[:20]
)
def test_an_answer_has_the_members_that_the_page_names(shell, command, documented):
    if command in ("commit", "rollback", "discard"):
        shell.execute("set visit.letter C")
    if command == "rollback":
        shell.execute("commit")
    if command == "cert remove":
        shell.execute("cert request")
    answer = shell.answer_to(command)
    assert isinstance(answer, Done), answer
    of_success = documented.partition(";")[0]
    optional = set(re.findall(r"`(\w+)`", "".join(re.findall(r"\([^)]*\)", of_success))))
    needed = set(re.findall(r"`(\w+)`", of_success)) - optional
    members = set(json.loads(as_json(answer))["answer"]) - {"word"}
    assert needed <= members <= needed | optional

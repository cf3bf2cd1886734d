"""On the image a commit ends when address, firewall and time servers are those of the configuration."""

import io
import threading
from pathlib import Path

import pytest

from config.console.answer import Done
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.machine_settings import main
from config.system import System
from tests.unit.config.test_settings import SMALLEST


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "kiosk.toml").write_text(SMALLEST + '[storage]\nstate_dir = "state"\n[console]\nlanguage = "en"\n')
    site = Site(
        tmp_path / "kiosk.toml", Terminal(io.StringIO(), io.StringIO()), System("", tmp_path / "no"), "technician"
    )
    site.run_dir = tmp_path
    return Shell(site)


def committed(shell: Shell) -> str:
    shell.execute("set visit.letter C")
    answer = shell.answer_to("commit")
    assert isinstance(answer, Done), answer
    return "\n".join(answer.lines)


def test_elsewhere_than_on_the_image_nothing_is_waited_for(shell):
    assert "firewall" not in committed(shell)


@pytest.mark.parametrize(("works", "said"), [(True, "applied    address"), (False, "does not follow yet")])
def test_a_commit_waits_for_the_machine_and_says_how_it_went(shell, tmp_path, works, said):
    (tmp_path / "kiosk-settings").mkdir()
    file = tmp_path / "kiosk.toml"
    before, committing = file.read_bytes(), threading.Event()

    def machine() -> None:
        while file.read_bytes() == before and not committing.wait(0.01):
            pass
        main([str(file)], tmp_path, lambda _: works)

    follower = threading.Thread(target=machine)
    follower.start()
    try:
        assert said in committed(shell)
    finally:
        committing.set()
        follower.join()

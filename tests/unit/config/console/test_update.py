"""`update` with a RAUC that notes what it was asked; what the real one takes stands in tests/image."""

import io
import platform

import pytest

from config.console.answer import Done, Failed
from config.console.commands.update import UPDATE
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.slot_health import CONFIRMED
from config.system import System
from tests.unit.config.test_settings import SMALLEST

RAUC = """#!/bin/sh
echo "$@" >> "{folder}/asked"
[ "$1" = install ] || echo "rauc-Message: 16:05:28.713: Using system config file /etc/rauc/system.conf" >&2
case "$1 $2" in
"info --output-format=json") echo '{{"version": "{version}", "compatible": "x"}}' ;;
"status --detailed")
    echo '{{"slots": [{{"rootfs.0": {{"state": "booted", "bootname": "A",'
    echo '"slot_status": {{"installed": {{"timestamp": "2026-11-23T16:05:00Z", "count": 1}}}}}}}}]}}' ;;
"install --")
    echo "  0% Installing"
    echo "100% Installing done."
    exit {status} ;;
esac
"""


@pytest.fixture
def console(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"IMAGE_VERSION": "1.2.0"})
    return Console(tmp_path)


class Console:
    def __init__(self, folder) -> None:
        self.folder = folder
        (folder / "kiosk.toml").write_text(SMALLEST + '[storage]\nstate_dir = "state"\n[console]\nlanguage = "en"\n')
        (folder / "state").mkdir()
        self.said = io.StringIO()
        site = Site(
            folder / "kiosk.toml",
            Terminal(self.said, io.StringIO()),
            System(f"{folder}:/usr/bin:/bin", folder),
            "technician",
        )
        site.media = folder / "media"
        self.shell = Shell(site)
        self.rauc("1.3.0")

    def rauc(self, version: str, status: int = 0) -> None:
        program = self.folder / "rauc"
        program.write_text(RAUC.format(folder=self.folder, version=version, status=status))
        program.chmod(0o755)

    def stick(self, *names: str) -> None:
        (self.folder / "media/stick").mkdir(parents=True)
        for name in names:
            (self.folder / "media/stick" / name).touch()

    def asked(self) -> list[str]:
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []


def test_a_newer_bundle_is_installed_and_its_progress_shown(console):
    console.stick("kiosk-1.3.0.raucb")
    answer = console.shell.answer_to("update install")
    assert isinstance(answer, Done), answer
    assert "update confirm" in answer.lines[0]
    assert console.said.getvalue().splitlines() == [
        " kiosk-1.3.0.raucb: 1.2.0 -> 1.3.0",
        "   0% Installing",
        " 100% Installing done.",
    ]
    assert console.asked()[-1] == f"install -- {console.folder}/media/stick/kiosk-1.3.0.raucb"


@pytest.mark.parametrize("version", ["1.2.0", "1.1.9", "1.3.0~rc1"])
def test_a_version_that_is_not_newer_is_installed_by_force_alone(console, version):
    console.rauc(version)
    console.stick("kiosk.raucb")
    answer = console.shell.answer_to("update install")
    assert isinstance(answer, Failed)
    assert "force" in answer.text
    assert not any(line.startswith("install") for line in console.asked())
    assert isinstance(console.shell.answer_to("update install force"), Done)


@pytest.mark.parametrize("names", [(), ("a.raucb", "b.raucb")])
def test_one_bundle_must_be_there_and_only_one(console, names):
    console.stick(*names)
    answer = console.shell.answer_to("update install")
    assert isinstance(answer, Failed)
    assert console.asked() == []


def test_an_installation_that_fails_is_told_in_raucs_words(console):
    console.rauc("1.3.0", status=1)
    console.stick("kiosk.raucb")
    answer = console.shell.answer_to("update install")
    assert isinstance(answer, Failed)
    assert answer.problem.value == "S-107"


def test_without_a_url_none_is_fetched(console):
    answer = console.shell.answer_to("update install url")
    assert isinstance(answer, Failed)
    assert "update.url" in answer.text


def test_what_cannot_be_fetched_is_not_installed_and_leaves_nothing(console):
    file = console.folder / "kiosk.toml"
    file.write_text(file.read_text() + '[update]\nurl = "https://localhost:1/kiosk.raucb"\n')
    answer = console.shell.answer_to("update install url")
    assert isinstance(answer, Failed)
    assert answer.problem.value == "N-102"
    assert console.asked() == []
    assert not (console.folder / "state/update.raucb").exists()


def test_confirming_keeps_the_slot_at_every_later_start(console):
    assert isinstance(console.shell.answer_to("update confirm"), Done)
    assert console.asked()[-1] == "status mark-good booted"
    assert (console.folder / CONFIRMED).read_text() == "A 2026-11-23T16:05:00Z 1\n"


def test_going_back_chooses_the_other_slot(console):
    assert isinstance(console.shell.answer_to("update back"), Done)
    assert console.asked() == ["status mark-active other"]


@pytest.mark.parametrize("line", ["update", "update install now", "update install url url force x", "update back now"])
def test_anything_else_is_answered_with_the_usage(console, line):
    answer = console.shell.answer_to(line)
    assert isinstance(answer, Failed)
    assert answer.problem.value == "K-107"


def test_words_are_completed_once(console):
    site = console.shell.site
    assert tuple(UPDATE.complete(site, ["install", "url"])) == ("force",)
    assert tuple(UPDATE.complete(site, ["install", "url", "force"])) == ()

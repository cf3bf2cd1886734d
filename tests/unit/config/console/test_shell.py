"""Whatever is typed, there is an answer, and the configuration in force is only changed by a commit."""

import io
import signal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.console.answer import Done, Failed, as_json, last_line
from config.console.catalog import COMMANDS
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import LineEnded, Terminal
from config.system import Lacking, System
from kiosk.problems import Problem
from tests.unit.config.test_settings import SMALLEST

NAMES = [command.name for command in COMMANDS if command.name not in ("commit", "rollback", "test")]
WORDS = st.sampled_from(
    ["on", "off", "confirm", "set", "show", "now", "5", "-1", "99999999999999999999", "insi.url", "printer.driver",
     "file", "{0}", "%s", "$(id)", "../..", "--json", "-h", "\u00b2", "\u0665", "request", "install", "usb", "verify"]
)  # fmt: skip


LINES = st.tuples(st.sampled_from(NAMES), st.lists(WORDS, max_size=4)).map(lambda line: " ".join([line[0], *line[1]]))


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "kiosk.toml").write_text(SMALLEST + '[storage]\nstate_dir = "state"\n')
    site = Site(
        tmp_path / "kiosk.toml", Terminal(io.StringIO(), io.StringIO()), System("", tmp_path / "no"), "technician"
    )
    site.media = tmp_path / "media"
    return Shell(site)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.text(max_size=80) | LINES)
def test_any_line_has_an_answer_of_ascii(shell, line):
    before = shell.site.store.active_text()
    try:
        answer = shell.answer_to(line)
    except LineEnded:
        return  # it asked something back, and nobody is there
    assert isinstance(answer, Done | Failed)
    last_line(answer)
    assert as_json(answer).isascii()
    assert shell.site.store.active_text() == before


@pytest.mark.parametrize("line", ["", " ", "x" * 5000, "a\x00b", "\x1b[A", "set\tx"])
def test_what_is_no_line_of_text_is_refused(shell, line):
    assert isinstance(shell.answer_to(line), Failed)


@pytest.mark.parametrize(
    "line",
    ["reboot now", "service restart", "logs", "clock set auto", "clock set 2026-11-23 16:05:00", "update status",
     "network show", "network set dhcp", "network set 10.0.0.7/24 10.0.0.1 10.0.0.2"],
)  # fmt: skip
def test_what_the_machine_lacks_is_named_and_nothing_pretends(shell, line):
    answer = shell.answer_to(line)
    assert isinstance(answer, Failed)
    assert answer.problem.value in ("S-106", "N-101")


def test_arguments_reach_programs_whole_and_only_from_the_fixed_path(tmp_path):
    program = tmp_path / "timedatectl"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$#" "$@" >"${0%/*}/seen"\n')
    program.chmod(0o755)
    system = System(f"{tmp_path}:/usr/bin:/bin", tmp_path)
    system.set_clock("x; touch ran $(touch ran)")
    seen = (tmp_path / "seen").read_text().splitlines()
    assert seen == ["3", "--no-ask-password", "set-time", "x; touch ran $(touch ran)"]
    assert System("", tmp_path).set_clock("x") == Lacking("timedatectl")


@pytest.mark.parametrize("line", ["help insi.url", "show", "diff", "check", "commit", "set insi.idam A1"])
def test_a_file_that_is_no_toml_is_named_by_whatever_reads_it(shell, line):
    shell.site.store.file.write_text("broken = [")
    answer = shell.answer_to(line)
    assert isinstance(answer, Failed)
    assert answer.problem is Problem.CONFIGURATION_INVALID


def test_a_disk_that_cannot_be_read_is_named_and_keeps_nobody_from_the_console(shell, tmp_path):
    (tmp_path / "kiosk.toml.unconfirmed").mkdir()
    before = signal.getsignal(signal.SIGINT)
    try:
        shell.run()
    finally:
        signal.signal(signal.SIGINT, before)
    assert "S-103" in shell.site.terminal._output.getvalue()


@pytest.mark.parametrize("line", ["logs 000000000501", "trace on 000000000061", "audit export 0000000001001", "logs 0"])
def test_a_number_beyond_its_limit_is_refused_however_it_is_written(shell, line):
    answer = shell.answer_to(line)
    assert isinstance(answer, Failed)
    assert answer.problem is Problem.COMMAND_MISUSED


def test_a_recorded_card_that_is_not_there_fails_the_reader_s_test(shell):
    file = shell.site.store.file
    file.write_text(file.read_text().replace('"pcsc"', '"replay"\ntrace = "missing.trace"'))
    answer = shell.answer_to("test reader")
    assert isinstance(answer, Failed)
    (step,) = answer.content["reader"]
    assert (step["step"], step["code"]) == ("reader", "R-101")


def test_an_address_must_fit_its_gateway(shell):
    for wrong in ("10.0.0.7 10.0.0.1 10.0.0.2", "10.0.0.7/24 10.0.1.1 10.0.0.2", "10.0.0.7/24 10.0.0.7 10.0.0.2"):
        answer = shell.answer_to(f"network set {wrong}")
        assert isinstance(answer, Failed)
        assert answer.problem.value == "K-104"


def test_a_factory_reset_wants_the_name_typed_and_leaves_the_audit(shell, monkeypatch):
    site = shell.site
    shell.execute("set visit.letter B")
    shell.execute("cert request")
    monkeypatch.setattr(site.terminal, "ask", lambda _prompt, _choices: "no")
    assert isinstance(shell.answer_to("factory-reset"), Failed)
    monkeypatch.setattr(site.terminal, "ask", lambda _prompt, choices: choices[0])
    assert isinstance(shell.answer_to("factory-reset"), Done)
    assert not site.store.file.exists()
    assert not (site.folder / "credentials").exists()
    assert isinstance(shell.answer_to("audit verify"), Done | Failed)
    assert (site.folder / "state" / "console.jsonl").exists()


def test_a_factory_reset_leaves_no_key_and_nothing_personal_wherever_a_version_put_it(shell, monkeypatch):
    site = shell.site
    folder, state_dir = site.folder, site.folder / "state"
    monkeypatch.setattr(site.terminal, "ask", lambda _prompt, choices: choices[0])
    shell.execute("cert request")
    (folder / "old.key").write_text("-----BEGIN PRIVATE KEY-----")
    (folder / "old.pass").write_text("word")
    (folder / "tickets.escpos").write_text("ADRTROIS")
    (folder / "kiosk.toml.new").write_text("left by a power cut")
    outside = folder.parent / f"{folder.name}-outside.key"
    outside.write_text("of somebody else")
    for line in (
        "set insi.key_file old.key",
        "set insi.key_passphrase_file old.pass",
        "set printer.driver file",
        "commit",
        f"set insi.key_file {outside}",
        "unset insi.key_passphrase_file",
        "set printer.driver disabled",
        "commit",
    ):
        assert isinstance(shell.execute(line), Done), line
    answer = shell.answer_to("factory-reset")
    assert isinstance(answer, Done)
    left = {file.name for file in folder.rglob("*") if file.is_file()}
    assert left <= {"console.jsonl", "console.jsonl.head", "console.lock", "devices.lock"}
    assert state_dir.is_dir()
    assert answer.content["left"] == [str(outside)], "what lies elsewhere is named, not removed"
    outside.unlink()


KEYS = st.text(
    st.sampled_from([*"setcomit \t\r\n\x01\x03\x05\x08\x0b\x0c\x12\x13\x15\x17\x18\x19\x1b[]AO~()!|`$;.\"'"]),
    max_size=60,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(KEYS | st.binary(max_size=60).map(lambda noise: noise.decode("latin-1")))
def test_any_bytes_of_a_line_have_an_answer(shell, line):
    try:
        answer = shell.execute(line.replace("\n", " "))
    except LineEnded:
        return
    assert isinstance(answer, Done | Failed)

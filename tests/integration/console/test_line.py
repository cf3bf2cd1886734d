"""The console on a real pseudo-terminal: what is typed, pasted, noised or cut."""

import json
import os
import random
import re
import signal
import time

import pytest

from kiosk.durable import locked
from tests.integration.console.session import end

pytestmark = [pytest.mark.xdist_group("console")]

ENDS = re.compile(r"(OK|ERROR [RPIACKNS]-\d{3}) ?.*")


def test_every_answer_ends_in_ok_or_a_code_and_is_ascii_in_80_columns(open_console, config):
    console = open_console(config)
    for command in ("status", "problems", "show", "help", "diff", "check", "history", "version", "nonsense", "set x"):
        for language in ("fr", "en"):
            console.ask(f"language {language}")
            lines = console.ask(command)
            assert ENDS.fullmatch(lines[-1]), lines
            assert all(len(line) <= 80 for line in lines), [line for line in lines if len(line) > 80]
    assert all(byte < 0x80 for byte in console.seen)


def test_scripts_get_one_line_of_json(open_console, config):
    console = open_console(config)
    content, last = console.ask("problems --json")
    assert json.loads(content)["answer"]["problems"][0]["code"] == "S-105"
    assert last == "OK"
    content, last = console.ask("set panel.width_px 1 --json")
    assert json.loads(content)["code"] == "K-104"
    assert last.startswith("ERROR K-104 panel.width_px")


def test_tab_completes_commands_settings_and_their_words(open_console, config):
    console = open_console(config)
    console.send(b"roll\t\r")
    assert "ERROR K-105" in console.wait_for_prompt()
    console.send(b"set visit.lang\ten\r")
    console.wait_for_prompt()
    assert ' visit.language = "en"' in console.ask("show visit")
    console.send(b"service rest\t")
    console.wait_for(re.compile(rb"service restart $"))
    console.send(b"\x15")


def test_no_completion_ever_names_a_file(open_console, config):
    console = open_console(config)
    for typed in (
        b"",
        b"show ",
        b"cert install ",
        b"cert install usb ",
        b"help ",
        b"/",
        b"./",
        b"set insi.ca_file /etc/",
    ):
        console.send(typed + b"\t\t")
        console.send(b"\x15")
    console.ask("diff")
    said = console.seen
    for name in (b"passwd", b"kiosk.toml", b"shadow"):
        assert name not in said


ESCAPES = [
    "!id", "!", "?", "shell id", "sh", "bash", "exec id", "`id`", "$(id)", "; id", "| id", "&& id", "vi", "edit",
    "set establishment.name `touch ran`", "set establishment.name $(touch ran)", "set establishment.name ;touch ran",
    "logs 20;touch ran", "logs --file=/etc/shadow", "logs -1", "clock set zone ../../etc/shadow", "clock set zone ;id",
    "clock set --help now", "network set 10.0.0.1/24;id 10.0.0.2 10.0.0.3", "network set -h -h -h",
    "update install /etc/shadow", "audit export /etc/shadow", "audit export ../../etc", "support bundle /tmp/x",
    "cert install /etc/shadow", "help /etc/shadow", "help !id", "show ../../etc/shadow", "service restart;id",
    "service --help", "rollback ../1", "rollback 99999999999999999999", "trace on 5;id", "commit confirm 5;id",
    "{0.__class__}", "set establishment.name {0.__class__}", "%s%s%n",
]  # fmt: skip


def test_nothing_typed_reaches_a_shell_a_file_or_an_option(open_console, config):
    console = open_console(config)
    for escape in ESCAPES:
        lines = console.ask(escape)
        assert ENDS.fullmatch(lines[-1]), (escape, lines)
        assert not any("uid=" in line or "root:" in line for line in lines), escape
    # ^X^E, ^X^R, M-!, M-|, M-^E, M-~: the keys by which editors and shells are reached from other prompts.
    for keys in (b"\x18\x05", b"\x18\x12", b"\x1b!id\r", b"\x1b|", b"\x1b\x05", b"\x1b~", b"\x1b/", b"\x1b$"):
        console.send(keys + b"\x15\r")
    console.ask("diff")
    assert not list(config.parent.rglob("ran"))
    assert b"uid=" not in console.seen


def test_ctrl_c_drops_the_line_ctrl_z_and_backslash_do_nothing_ctrl_d_ends(open_console, config):
    console = open_console(config)
    console.send(b"set half a li\x03")
    console.wait_for_prompt()
    assert console.ask("diff") == ["OK"]
    console.send(b"\x1a\x1c\x15")
    assert console.ask("diff") == ["OK"]
    console.send(b"\x04")
    assert end(console.process) == 0


def test_ctrl_c_interrupts_a_command(open_console, config):
    console = open_console(config)
    console.type("cert request")
    console.wait_for_prompt()
    console.type("cert install")
    console.wait_for(re.compile(rb"Paste the certificate"))
    console.send(b"\x03")
    assert "ERROR K-109" in console.wait_for_prompt()


def test_a_hang_up_ends_the_console_and_keeps_the_draft(open_console, config):
    console = open_console(config)
    console.ask("set visit.letter B")
    console.line.hang_up()
    assert end(console.process) is not None
    assert "1 uncommitted change" in open_console(config).greeting


def test_200_kilobytes_on_one_line_are_refused_and_the_line_goes_on(open_console, config):
    console = open_console(config)
    console.ask("diff")
    console.send(b"x" * 200_000 + b"\r")
    console.wait_for(re.compile(rb"ERROR K-108[^\n]*\n[\w-]+> $"), timeout_s=60)
    assert console.ask("diff")[-1] == "OK"


def test_binary_noise_as_of_a_wrong_baud_rate_leaves_a_working_console(open_console, config):
    console = open_console(config)
    noise = random.Random(7).randbytes(8000)  # noqa: S311 - the same noise at each run
    console.send(noise.replace(b"\x04", b""))
    console.wait_for(re.compile(rb".", re.DOTALL))
    console.send(b"\x03")
    console.wait_for(re.compile(rb"\^C\n[\w-]+> $"))
    assert console.ask("version")[-1] == "OK"


def test_a_dumb_terminal_gets_the_same_and_no_control_sequence(open_console, config):
    console = open_console(config, TERM="dumb")
    assert console.ask("diff") == ["OK"]
    assert b"\x1b" not in console.seen


def test_at_9600_baud_status_is_there_in_two_seconds(open_console, config):
    console = open_console(config)
    before = console.line.carried
    console.ask("status")
    assert (console.line.carried - before) / 960 < 2


def test_another_session_in_the_middle_of_a_change_is_named(open_console, config):
    console = open_console(config)
    with locked(config.with_name("kiosk.toml.lock"), 0):
        assert console.ask("set visit.letter B")[-1].startswith("ERROR S-108")


def test_a_trial_goes_back_while_the_console_waits_and_says_so(open_console, config):
    console = open_console(config)
    console.ask("set visit.letter B")
    assert console.ask("commit confirm 1")[-1] == "OK"
    note = config.with_name("kiosk.toml.unconfirmed")
    content = json.loads(note.read_text())
    note.write_text(json.dumps(content | {"ends_at_s": time.clock_gettime(time.CLOCK_BOOTTIME)}))
    console.wait_for(re.compile(rb"version 3 is in force again"))
    assert 'letter = "B"' not in config.read_text()


def test_a_broken_configuration_is_named_and_repaired_from_here(open_console, config):
    good = config.read_text()
    console = open_console(config)
    console.ask("set visit.letter B")
    console.ask("commit")
    config.write_text("[establishment\n")
    lines = console.ask("show")
    assert lines[0].startswith(" kiosk.toml is not TOML")
    assert lines[-1].startswith("ERROR K-101")
    assert console.ask("problems")[-1] == "OK"
    assert console.ask("rollback 1")[-1].startswith("OK version")
    assert config.read_text() == good


def test_a_configuration_that_cannot_be_read_at_all_is_said_so(open_console, config):
    config.unlink()
    config.mkdir()
    console = open_console(config)
    assert any("illisible : est un dossier" in line for line in console.ask("problems"))
    assert console.ask("show")[-1].startswith("ERROR S-103")
    assert console.ask("status")[-1] == "OK"


def test_a_full_or_missing_state_folder_is_said_and_the_console_goes_on(open_console, config):
    (config.parent / "state").write_text("in the way")
    console = open_console(config)
    lines = console.ask("set visit.letter B")
    assert any("S-103" in line for line in lines)
    assert lines[-1] == "OK"


def test_every_command_is_in_the_audit_with_who_gave_it_and_how_it_ended(open_console, config):
    console = open_console(config, account="j.martin")
    console.ask("set visit.letter B")
    console.ask("set visit.letter bb")
    console.ask("nonsense")
    console.send(b"\x04")
    end(console.process)
    records = [json.loads(line) for line in (config.parent / "state" / "console.jsonl").read_text().splitlines()]
    assert [record["event"] for record in (records[0], records[-1])] == ["console_opened", "console_closed"]
    assert [(record["account"], record["command"], record["result"]) for record in records[1:-1]] == [
        ("j.martin", "set visit.letter B", "ok"),
        ("j.martin", "set visit.letter bb", "K-104"),
        ("j.martin", "nonsense", "K-102"),
    ]


def test_audit_verify_names_the_first_record_that_was_changed(open_console, config):
    console = open_console(config)
    for letter in "ABC":
        console.ask(f"set visit.letter {letter}")
    assert console.ask("audit verify")[-1] == "OK"
    file = config.parent / "state" / "console.jsonl"
    lines = file.read_text().splitlines()
    lines[2] = lines[2].replace("letter B", "letter X")
    file.write_text("\n".join(lines) + "\n")
    assert console.ask("audit verify")[-1].startswith("ERROR S-109 console.jsonl, record 3")


def test_a_console_that_is_killed_leaves_nothing_half_done(open_console, config):
    console = open_console(config)
    console.ask("set visit.letter B")
    os.kill(console.process.pid, signal.SIGKILL)
    console.process.wait()
    assert "1 uncommitted change" in open_console(config).greeting

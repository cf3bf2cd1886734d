"""The console on a real pseudo-terminal: what is typed, pasted, noised or cut."""

import contextlib
import json
import os
import random
import re
import signal
import socket
import sys
import termios
import time

import pytest

from config.console.catalog import COMMANDS
from kiosk.control.server import ControlService
from kiosk.durable import locked
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker
from tests.emulators.serial_line import serial_line
from tests.integration.console.session import Session, end

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
    assert any(answers_after_an_interrupt(console) for _ in range(3))


def answers_after_an_interrupt(console: Session) -> bool:
    """What a technician does with a line full of noise: ctrl-C, and a command."""
    console.send(b"\x03")
    console.wait_for_prompt()
    return console.ask("version")[-1] == "OK"


def test_a_shower_of_interrupts_and_tabs_ends_neither_a_session_nor_the_hearing_of_interrupts(open_console, config):
    console = open_console(config)
    console.send(b"s\t\x03\x03\t\t\x03" * 200)
    assert any(answers_after_an_interrupt(console) for _ in range(3))
    assert console.process.poll() is None


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


def test_every_command_and_every_help_fits_80_columns_of_ascii_in_both_languages(open_console, config):
    console = open_console(config)
    for language in ("fr", "en"):
        console.ask(f"language {language}")
        asked = [
            command.name for command in COMMANDS if command.name not in ("reboot", "factory-reset", "setup", "help")
        ]
        asked += [
            f"help {name}" for name in (*asked, "insi.url", "ticket.foot_lines", "indicator.slot", "printer.profile")
        ]
        for line in asked:
            answer = console.ask(line)
            assert ENDS.fullmatch(answer[-1]), answer
            assert all(len(row) < 80 for row in answer), [row for row in answer if len(row) >= 80]
    assert all(byte < 0x80 for byte in console.seen)


def test_a_second_console_is_told_of_the_first_and_of_what_it_changes(open_console, config):
    first, second = open_console(config, account="a.martin"), open_console(config, account="b.durand")
    assert "Also at a console" not in first.greeting
    assert f"a.martin on {first.line.kiosk_name.removeprefix('/dev/')} since" in " ".join(second.greeting.split())
    first.ask("set visit.letter B")
    lines = second.ask("set visit.letter C")
    assert " The candidate was changed by another session; diff shows it." in lines
    assert second.ask("diff")[-1] == "OK"
    assert " The candidate was changed by another session; diff shows it." in first.ask("diff")
    second.send(b"\x04")
    end(second.process)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert "Also at a console" not in open_console(config).greeting, "a session that was killed is not open any more"


def test_two_consoles_that_set_at_once_lose_nothing(open_console, config):
    consoles = [open_console(config), open_console(config)]
    keys = (("visit.letter", "B"), ("panel.width_px", "1024"))
    for round_of_both in range(4):
        for console, (key, value) in zip(consoles, keys, strict=True):
            console.type(f"set {key} {value}" if round_of_both % 2 == 0 else f"unset {key}")
        for console in consoles:
            assert console.wait_for_prompt().split("\n")[-2] == "OK"
        settings = consoles[0].ask("diff")
        assert (" visit.letter" in settings) == (" panel.width_px" in settings) == (round_of_both % 2 == 0)


def test_the_accounts_own_inputrc_binds_no_key(open_console, config):
    (config.parent / ".inputrc").write_text('"\\C-t": "version\\n"\nset editing-mode vi\n')
    inputrc = str(config.parent / ".inputrc")
    console = open_console(config, HOME=str(config.parent), INPUTRC=inputrc)
    console.send(b"\x14\x15")
    assert console.ask("diff") == ["OK"]
    assert b"vitale-kiosk" not in console.seen


EDITING = {
    "abort", "accept-line", "backward-char", "backward-delete-char", "backward-kill-line", "backward-kill-word",
    "backward-word", "beginning-of-history", "beginning-of-line", "capitalize-word", "character-search",
    "character-search-backward", "clear-display", "clear-screen", "complete", "delete-char",
    "delete-horizontal-space", "do-lowercase-version", "downcase-word", "end-of-history", "end-of-line",
    "exchange-point-and-mark", "forward-char", "forward-search-history", "forward-word", "history-search-backward",
    "history-search-forward", "kill-line", "kill-word", "next-history", "non-incremental-forward-search-history",
    "non-incremental-reverse-search-history", "operate-and-get-next", "overwrite-mode", "possible-completions",
    "previous-history", "reverse-search-history", "revert-line", "self-insert", "set-mark", "transpose-chars",
    "transpose-words", "undo", "unix-line-discard", "unix-word-rubout", "upcase-word", "yank", "yank-last-arg",
    "yank-nth-arg", "yank-pop",
}  # fmt: skip
"""What of readline edits one line and knows no file, no macro and no other mode."""


def test_no_key_leads_further_than_editing_the_line():
    program = (
        "from config.console import line_editing; import readline; line_editing.set_up(lambda text, state: None);"
        "readline.parse_and_bind('\"\\\\C-xd\": dump-functions'); input('ready> ')"
    )
    with serial_line() as line:
        session = Session(line, line.start([sys.executable, "-c", program]))
        session.wait_for_prompt()
        session.send(b"\x18d")
        bound = session.wait_for(re.compile(rb"yank-pop can be found[^\n]*\n[\s\S]*yank-pop|yank-pop[^\n]*\n"))
        session.send(b"\r")
        session.process.wait(30)
        session.close()
    found = set(re.findall(r"^([a-z-]+) can be found on", bound, re.MULTILINE))
    assert {"accept-line", "complete"} <= found
    assert found - {"dump-functions"} <= EDITING


def test_a_break_is_a_ctrl_c_and_no_byte_stops_the_line(open_console, config):
    # A pseudo-terminal carries no break: what it would become is told by the line's settings, and tried byte by byte.
    console = open_console(config)
    flags = termios.tcgetattr(console.line.kiosk_slave)[0]
    assert flags & termios.BRKINT
    assert not flags & (termios.IGNBRK | termios.PARMRK | termios.IXON)
    console.send(b"set half a li\x00\xff\x00\x00\x03")
    console.wait_for_prompt()
    assert console.ask("diff") == ["OK"]


def test_200_kilobytes_pasted_for_a_certificate_are_read_to_their_end_and_never_taken_for_commands(
    open_console, config
):
    console = open_console(config)
    console.ask("cert request")
    console.type("cert install")
    console.wait_for(re.compile(rb"Paste the certificate"))
    console.send((b"version " + b"A" * 55 + b"\r") * 3200)
    console.send(b"\r.\r")
    answer = console.wait_for(re.compile(rb"ERROR [^\n]*\n[\w-]+> $"), timeout_s=60)
    assert "ERROR C-103" in answer
    assert console.ask("diff") == ["OK"]
    assert b"K-102" not in console.seen


def test_what_is_pasted_at_the_pace_of_the_line_is_shown_once(open_console, config):
    console = open_console(config)
    console.ask("cert request")
    console.type("cert install")
    console.wait_for(re.compile(rb"empty line\.\n"))
    paste = "".join(f"line {number}\n" for number in range(200))
    for letter in paste.replace("\n", "\r").encode():
        console.send(bytes([letter]))
    console.send(b".\r")
    shown = console.wait_for(re.compile(rb"ERROR [^\n]*\n[\w-]+> $"))
    assert shown.startswith(f"{paste}.\nERROR C-103")


def test_a_hang_up_in_the_middle_of_a_question_ends_the_console(open_console, config):
    console = open_console(config)
    console.type("reboot")
    console.wait_for(re.compile(rb"Type yes"))
    console.line.hang_up()
    assert end(console.process) is not None


def test_a_kiosk_that_hangs_is_said_so_within_its_time(open_console, config):
    (config.parent / "state").mkdir()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(config.parent / "state" / "control.socket"))
        deaf.listen(8)
        deaf.setblocking(False)
        console = open_console(config)
        assert asked(deaf) == 1, "for the greeting"
        assert any("no answer within 3 s" in line for line in console.ask("status"))
        assert asked(deaf) == 1, "nobody waited twice"


def asked(deaf: socket.socket) -> int:
    """Count who called since the last time."""
    callers = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            deaf.accept()[0].close()
            callers += 1
    return callers


def test_a_kiosk_is_found_again_after_a_commit_that_moves_its_socket(open_console, config):
    asked = []
    state_dir = config.parent / "state"
    service = ControlService(state_dir / "control.socket", dict, asked.append)
    worker = Worker("control", lambda: service, silence_s=10)
    supervisor = Supervisor([worker], lambda: None)
    supervisor.start()
    try:
        console = open_console(config)
        console.ask("set storage.state_dir elsewhere")
        lines = console.ask("commit")
        assert " waiting    storage.state_dir: type service restart" in lines
        assert console.ask("service pause")[-1] == "OK"
        assert [order.command.value for order in asked] == ["reload", "pause"]
    finally:
        assert supervisor.stop(5) == []
    for name in ("state", "elsewhere"):
        records = (config.parent / name / "console.jsonl").read_text()
        assert '"command":"commit"' in records, "both audits tell of the move"


def test_a_trial_that_nobody_was_there_to_end_goes_back_when_somebody_comes(open_console, config):
    console = open_console(config)
    console.ask("set visit.letter B")
    console.ask("commit confirm 1")
    os.kill(console.process.pid, signal.SIGKILL)
    console.process.wait()
    note = config.with_name("kiosk.toml.unconfirmed")
    note.write_text(json.dumps(json.loads(note.read_text()) | {"boot_id": "before the power cut"}))
    assert "Not confirmed: version 3 is in force again." in open_console(config).greeting
    assert 'letter = "B"' not in config.read_text()

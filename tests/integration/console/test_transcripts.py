"""Whole sessions, as they read on the technician's screen; what changes from run to run is replaced by its name.

`CONSOLE_TRANSCRIPTS=record` writes them anew: read the difference before you keep it.
"""

import os
import re
from pathlib import Path

import pytest

from tests.emulators.display import start_display
from tests.emulators.insi.pki import sign_request
from tests.emulators.kiosk_process import running_kiosk
from tests.emulators.surroundings import Surroundings
from tests.integration.console.session import Session

pytestmark = [pytest.mark.xdist_group("console devices")]

FOLDER = Path(__file__).parent / "transcripts"

DIAGNOSE = """\
problems
show insi
test insi
help test
"""

CONFIGURE = """\
set insi.url https://localhost:8443/lps
set printer.paper_width_mm 81
set printer.papr_width_mm 80
set panel.width_px 1024
diff
check
commit confirm 5
history
confirm
rollback
history
rollback 99
commit
"""

FRENCH = """\
language fr
help
problems
set visit.language xx
commit
nonsense
service pause
clock set demain midi
network set 10.0.0.7/24 10.1.0.1 10.0.0.2
cert show
audit verify
"""

VARYING = (
    (re.compile(r"kiosk \d+\.\d+\.\d+"), "kiosk 1.0.0"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "2026-11-23 16:05"),
    (re.compile(r" +\d+ ms"), "      1 ms"),
    (re.compile(r"(console\.jsonl: )\d+"), r"\g<1>12"),
)


def played(console: Session, commands: str, folder: Path) -> str:
    shown = [console.greeting.strip().rpartition("\n")[0]]
    for command in commands.splitlines():
        shown += [f"kiosk> {command}", *console.ask(command), ""]
    text = "\n".join(shown).replace(f"{folder}/", "")
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return text


@pytest.mark.parametrize(("name", "commands"), [("diagnose", DIAGNOSE), ("configure", CONFIGURE), ("french", FRENCH)])
def test_the_session_reads_as_in_the_manual(open_console, config, name, commands):
    text = played(open_console(config), commands, config.parent)
    file = FOLDER / f"{name}.txt"
    if os.environ.get("CONSOLE_TRANSCRIPTS") == "record":
        file.write_text(text)
    assert text == file.read_text()


ASKED = re.compile(rb"(?:^|\n)[\w-]+> $|: $|\n Paste [\s\S]*\n$")
"""The prompt, a question of setup, or the sentence that asks for a paste."""


def answered(console: Session, answers: list[str]) -> list[str]:
    """Type one answer after the other, each when it is asked for; the last one brings the prompt back."""
    shown = []
    for answer in answers:
        if answer.startswith("-----BEGIN"):
            console.send(answer.replace("\n", "\r").encode() + b"\r")
        else:
            console.type(answer)
        shown.append(console.wait_for(ASKED))
    return shown


def test_a_first_installation_reads_as_in_the_manual(open_console, around, tmp_path_factory, monkeypatch):
    """From an empty folder to a kiosk that has passed its tests: what the technician sees, and in which order."""
    folder = tmp_path_factory.mktemp("kiosk")  # short, as a socket's path must be
    config = folder / "kiosk.toml"
    monkeypatch.setenv("HOME", str(folder))  # the state folder is where nobody said otherwise
    console = open_console(config, HOME=str(folder))
    answers = ["10-B-0152872", "10B0152872", "Centre hospitalier de Valmont", "qualification", around.insi.url]
    answers += ["TESTSGIE0000", "", "escpos-tcp", "127.0.0.1", around.insi.pki.ca.read_text(), "yes"]
    shown = answered(console, ["language en", "setup", *answers])
    request = re.search(r"-----BEGIN CERTIFICATE REQUEST[\s\S]*REQUEST-----\n", shown[-1])
    assert request is not None
    changes = [f"set printer.port {around.printer.port}", "commit"]
    shown += answered(console, [*changes, "cert install", sign_request(around.insi.pki, request[0])])
    with start_display(1280, 800) as display, running_kiosk(config, display, folder / "kiosk.log") as kiosk:
        kiosk.wait_for("welcome")
        shown += answered(console, ["test all"])
    text = masked("".join(shown), around, folder)
    file = FOLDER / "install.txt"
    if os.environ.get("CONSOLE_TRANSCRIPTS") == "record":
        file.write_text(text)
    assert text == file.read_text()


def masked(text: str, around: Surroundings, folder: Path) -> str:
    text = re.sub(r"(-----BEGIN [A-Z ]+-----\n)[^-]+(-----END)", r"\1MII...\n\2", text)
    text = re.sub(r"( SHA-256| {7}) ([0-9a-f]{4} ){7}[0-9a-f]{4}", r"\1 0123 4567 ...", text)
    text = text.replace(around.insi.url, "https://localhost:8443/lps").replace(f"{folder}/", "")
    text = re.sub(r"localhost:\d+", "localhost:8443", text).replace(f"port {around.printer.port}", "port 9100")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d \w+", "2026-11-23 16:05 CET", text)
    text = re.sub(r"(1 own address .* ms  ).*", r"\1eth0 192.0.2.10/24", text)
    text = re.sub(r"(1 display ) .*", r"\1         ok     1 ms  HDMI-A-1", text)
    text = re.sub(r"(2 touch panel ) .*", r"\1     ok     1 ms  ILITEK Multi-Touch", text)
    text = re.sub(r"until \d{4}-\d\d-\d\d", "until 2027-01-20", text)
    text = re.sub(r" +\d+ ms", "     1 ms", text)
    return re.sub(r"(?m)^\S+> ", "kiosk> ", text)

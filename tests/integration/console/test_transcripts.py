"""Whole sessions, as they read on the technician's screen; what changes from run to run is replaced by its name.

`CONSOLE_TRANSCRIPTS=record` writes them anew: read the difference before you keep it.
"""

import os
import re
from pathlib import Path

import pytest

from tests.integration.console.session import Session

pytestmark = [pytest.mark.xdist_group("console")]

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

"""Reads the page that tells of the control socket, so that tests can hold it to the program."""

import re
from pathlib import Path

import kiosk.control
from kiosk.control.protocol import Question

TEXT = (Path(kiosk.control.__file__).parent / "README.md").read_text("utf-8")


def documented_requests() -> list[bytes]:
    """Give every request that the page shows, as it is sent."""
    return [line.encode() + b"\n" for line in re.findall(r"^\| `(\{.+?\})` \|", TEXT, re.MULTILINE)]


def documented_members() -> dict[Question, set[str]]:
    """Give the members of each answer that the page names."""
    members = {}
    for question in Question:
        table = TEXT.partition(f"\n| `{question.value}` | |\n")[2].partition("\n\n")[0]
        first_cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
        members[question] = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    return members


def documented_errors() -> set[str]:
    sentence = TEXT.partition('"error":…}` with one of ')[2].partition("; an answer")[0]
    return set(re.findall(r"`(\w+)`", sentence))

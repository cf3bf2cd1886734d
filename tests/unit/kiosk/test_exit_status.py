import re
from pathlib import Path

import kiosk
from kiosk.command.exit_status import ExitStatus

README = (Path(kiosk.__file__).parent.parent / "README.md").read_text("utf-8")


def documented() -> dict[int, str]:
    """Read the table of exit statuses; a range names its outcomes in order."""
    table = README.partition("| Exit status | Outcome |")[2].partition("\n\n")[0]
    rows: dict[int, str] = {}
    for numbers, outcome in re.findall(r"^\| ([\d ,–]+) \| (.*) \|$", table, re.MULTILINE):
        ends = [int(number) for number in re.findall(r"\d+", numbers)]
        words = re.findall(r"`(\w+)`", outcome)
        statuses = range(ends[0], ends[-1] + 1)
        for position, status in enumerate(statuses):
            rows[status] = words[position] if len(words) == len(statuses) else outcome
    return rows


def test_the_readme_documents_every_exit_status_and_no_other():
    assert set(documented()) == {int(status) for status in ExitStatus}


def test_each_outcome_of_card_and_insi_stands_at_its_own_number():
    for status in ExitStatus:
        if 10 <= status < 70:
            assert documented()[status] == status.name.lower()

"""The table of EN 301 549 in kiosk/ui/README.md names tests that exist, and leaves no clause without a word."""

import re
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[4]
_HEAD = "| Clause | Requirement | How it is met | Shown by |"
_NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
_CLAUSES = """
5.1.2.1 5.1.2.2 5.1.3.1 5.1.3.2 5.1.3.3 5.1.3.4 5.1.3.5 5.1.3.6 5.1.3.7 5.1.3.8 5.1.3.9 5.1.3.10 5.1.3.11 5.1.3.12
5.1.3.13 5.1.3.14 5.1.3.15 5.1.3.16 5.1.4 5.1.5 5.1.6.1 5.1.6.2 5.1.7 5.2 5.3 5.4 5.5.1 5.5.2 5.6.1 5.6.2 5.7 5.8 5.9
8.1.2 8.1.3 8.2.1.1 8.2.1.2 8.2.2 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6 8.4.1 8.4.2 8.4.3 8.5
11.1.1.1.2 11.1.4.1 11.1.4.3 11.1.4.11 11.2.1.2 11.2.2.1 11.2.3.1 11.2.4.7 11.3.1.1.2 11.3.3.1.2 11.6.2 11.7
"""


def rows() -> list[list[str]]:
    table = (_ROOT / "kiosk/ui/README.md").read_text("utf-8").partition(_HEAD)[2]
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def existing() -> set[tuple[str, str]]:
    return {
        (path.name, name)
        for path in (_ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }


def test_every_row_says_what_is_asked_and_how_it_is_met():
    assert len(rows()) > 50
    for row in rows():
        assert len(row) == 4, row
        assert all(row[:3]), row


def test_every_test_that_is_named_exists():
    named = [test for row in rows() for test in _NAMED.findall(row[3])]
    assert len(named) > 50
    assert [test for test in named if test not in existing()] == []


@pytest.mark.parametrize("clause", _CLAUSES.split())
def test_no_clause_is_passed_over(clause):
    assert clause in {part.strip() for row in rows() for part in row[0].split(",")}

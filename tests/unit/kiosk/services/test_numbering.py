from datetime import date

import pytest

from kiosk.services.numbering import Issued, Numbering

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def test_numbers_run_through_the_day_and_begin_again_the_next(tmp_path):
    numbering = Numbering(tmp_path / "number.json", "A")
    assert [numbering.issue(day).number for day in (MONDAY, MONDAY, TUESDAY)] == ["A 1", "A 2", "A 1"]


def test_a_restart_goes_on_where_the_day_was(tmp_path):
    Numbering(tmp_path / "number.json", "A").issue(MONDAY)
    assert Numbering(tmp_path / "number.json", "A").issue(MONDAY) == Issued("A 2", kept=True)


def test_a_power_cut_while_writing_leaves_the_old_number_or_the_new_one(tmp_path):
    Numbering(tmp_path / "number.json", "A").issue(MONDAY)
    (tmp_path / "number.new").write_text('{"day": "2026-1')
    assert Numbering(tmp_path / "number.json", "A").issue(MONDAY).number == "A 2"


def test_a_file_that_is_not_ours_is_laid_aside(tmp_path):
    (tmp_path / "number.json").write_text("[]")
    assert Numbering(tmp_path / "number.json", "A").issue(MONDAY).number == "A 1"
    assert (tmp_path / "number.damaged").read_text() == "[]"


@pytest.mark.parametrize("content", ["[]", '{"day": "2026-11-23", "number": Infinity}', "\x00" * 40])
def test_a_file_that_is_not_ours_and_cannot_be_laid_aside_keeps_nobody_from_a_number(tmp_path, content):
    (tmp_path / "number.json").write_text(content)
    (tmp_path / "number.damaged").mkdir()
    assert Numbering(tmp_path / "number.json", "A").issue(MONDAY) == Issued("A 1", kept=True)


def test_a_disk_that_cannot_be_written_still_gives_each_number_once(tmp_path):
    (tmp_path / "taken").write_text("")
    numbering = Numbering(tmp_path / "taken" / "number.json", "B")
    assert [numbering.issue(MONDAY) for _ in range(2)] == [Issued("B 1", kept=False), Issued("B 2", kept=False)]

import contextlib
import json
import resource
import signal
from datetime import UTC, datetime

import pytest

from kiosk.audit import journal
from kiosk.audit.journal import Journal, first_broken, first_broken_line
from kiosk.audit.record import AuditEvent, AuditRecord

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
READ = AuditRecord(AuditEvent.CARD_READ, {"visit": "v1", "result": "read"})


def write(path, records=3):
    audit = Journal(path, lambda: NOON)
    for _ in range(records):
        audit.append(READ)
    audit.close()


def test_each_record_is_one_json_line_with_its_place_and_time(tmp_path):
    write(tmp_path / "audit.jsonl", records=2)
    first, second = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert (first["seq"], second["seq"]) == (1, 2)
    assert first["time"] == "2026-11-23T12:00:00.000+00:00"
    assert first["event"] == "card_read"
    assert first["visit"] == "v1"


def test_an_untouched_journal_verifies_across_restarts(tmp_path):
    for _ in range(3):
        write(tmp_path / "audit.jsonl")
    assert first_broken_line(tmp_path / "audit.jsonl") is None


def test_a_changed_word_is_found_at_its_line(tmp_path):
    write(tmp_path / "audit.jsonl")
    lines = (tmp_path / "audit.jsonl").read_text().splitlines()
    lines[1] = lines[1].replace("v1", "v9")
    (tmp_path / "audit.jsonl").write_text("\n".join(lines) + "\n")
    assert first_broken_line(tmp_path / "audit.jsonl") == 2


def test_a_removed_line_is_found_at_the_next(tmp_path):
    write(tmp_path / "audit.jsonl")
    lines = (tmp_path / "audit.jsonl").read_text().splitlines()
    (tmp_path / "audit.jsonl").write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert first_broken_line(tmp_path / "audit.jsonl") == 2


def test_a_line_cut_by_a_power_cut_stays_visible_and_the_chain_goes_on(tmp_path):
    path = tmp_path / "audit.jsonl"
    write(path)
    path.write_bytes(path.read_bytes()[:-20])
    write(path, records=1)
    assert first_broken_line(path) == 3
    assert json.loads(path.read_text().splitlines()[-1])["seq"] == 3


def test_a_full_file_is_laid_aside_and_the_chain_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "MAX_BYTES", 400)
    path = tmp_path / "audit.jsonl"
    write(path, records=5)
    old = tmp_path / "audit.jsonl.1"
    last = json.loads(old.read_text().splitlines()[-1])
    first = json.loads(path.read_text().splitlines()[0])
    assert first["seq"] == last["seq"] + 1
    assert first_broken_line(path, previous_hash=last["hash"]) is None
    assert first_broken_line(path, previous_hash="0" * 64) == 1


def test_a_folder_that_cannot_be_written_is_said_at_once(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(FileExistsError):
        Journal(tmp_path / "taken" / "audit.jsonl")


def test_records_missing_at_the_end_are_named_where_they_would_stand(tmp_path):
    path = tmp_path / "audit.jsonl"
    write(path)
    assert first_broken(path) is None
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:1]))
    assert first_broken(path) == (path, 2)
    path.unlink()
    assert first_broken(path) == (path, 1)


def test_records_missing_at_the_beginning_are_found_after_a_full_file_was_laid_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "MAX_BYTES", 400)
    path = tmp_path / "audit.jsonl"
    write(path, records=11)
    aside = tmp_path / "audit.jsonl.1"
    assert json.loads(aside.read_text().splitlines()[0])["seq"] > 1, "the oldest are forgotten, as they should be"
    assert first_broken(path) is None
    kept = aside.read_bytes()
    aside.write_bytes(b"".join(kept.splitlines(keepends=True)[1:]))
    assert first_broken(path) == (aside, 1)
    aside.unlink()
    assert first_broken(path) == (path, 1)


@pytest.mark.parametrize("moment", range(12))
def test_a_power_cut_while_a_full_file_is_laid_aside_breaks_nothing(tmp_path, monkeypatch, moment):
    monkeypatch.setattr(journal, "MAX_BYTES", 400)
    path = tmp_path / "audit.jsonl"
    write(path, records=6)
    left = iter(range(moment))

    class PowerCut(BaseException):
        pass

    def dying(real):
        def call(*arguments, **more):
            if next(left, None) is None:
                raise PowerCut
            return real(*arguments, **more)

        return call

    with monkeypatch.context() as dies:
        dies.setattr(journal.Path, "replace", dying(journal.Path.replace))
        dies.setattr(journal, "write_durably", dying(journal.write_durably))
        dies.setattr(journal.os, "fdatasync", dying(journal.os.fdatasync))
        audit = Journal(path, lambda: NOON)
        with contextlib.suppress(PowerCut):
            for _ in range(6):
                audit.append(READ)
        audit._file.close()
    assert first_broken(path) is None
    write(path)
    assert first_broken(path) is None


def test_a_record_cut_by_the_power_before_it_was_flushed_is_no_damage(tmp_path):
    path = tmp_path / "audit.jsonl"
    write(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":4,"time":"2026')
    write(path, records=1)
    assert first_broken(path) is None
    assert path.read_bytes().startswith(whole)
    assert json.loads(path.read_text().splitlines()[-1])["seq"] == 4


def test_a_full_disk_leaves_no_half_record_and_the_gap_in_the_numbers_tells(tmp_path):
    path = tmp_path / "audit.jsonl"
    audit = Journal(path, lambda: NOON)
    audit.append(READ)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, limits[1]))
    try:
        with pytest.raises(OSError, match=r"No space|too large"):
            audit.append(READ)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    audit.append(READ)
    audit.close()
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [1, 3]
    assert first_broken(path) is None


@pytest.mark.parametrize("refused", ["replace", "open"])
def test_a_full_file_that_cannot_be_laid_aside_costs_one_record_and_not_all(tmp_path, monkeypatch, refused):
    monkeypatch.setattr(journal, "MAX_BYTES", 400)
    path = tmp_path / "audit.jsonl"
    audit = Journal(path, lambda: NOON)
    while path.stat().st_size < journal.MAX_BYTES:
        audit.append(READ)

    real = getattr(journal.Path, refused)

    def refusing(self, *arguments, **more):
        if self == path:
            raise PermissionError
        return real(self, *arguments, **more)

    with monkeypatch.context() as disk:
        disk.setattr(journal.Path, refused, refusing)
        with pytest.raises(PermissionError):
            audit.append(READ)
        audit.flush()
    audit.append(READ)
    audit.close()
    lines = [json.loads(line) for file in (tmp_path / "audit.jsonl.1", path) for line in file.read_text().splitlines()]
    numbers = [line["seq"] for line in lines]
    assert numbers == [*range(1, len(numbers)), len(numbers) + 1]
    assert first_broken(path) is None

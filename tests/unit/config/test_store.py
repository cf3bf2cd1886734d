"""The configuration on disk: versions, trials, and a power cut at any moment."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from config import store as store_module
from config.store import KEPT_VERSIONS, NoSuchVersion, Store
from kiosk.durable import LockHeld, locked
from tests.unit.config.power_cut import configuration

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    (tmp_path / "kiosk.toml").write_text(configuration(0))
    return Store(tmp_path / "kiosk.toml", now=lambda: NOON)


@pytest.fixture
def clock(monkeypatch):
    now = {"since_boot_s": 1000.0, "boot_id": "first"}
    monkeypatch.setattr(store_module, "_since_boot_s", lambda: now["since_boot_s"])
    monkeypatch.setattr(store_module, "_boot_id", lambda: now["boot_id"])
    return now


def test_the_first_commit_keeps_what_was_there_before_it(store):
    version = store.commit(configuration(1), "technician")
    assert version.number == 2
    assert [kept.number for kept in store.versions()] == [1, 2]
    assert store.version(1).file.read_text() == configuration(0)
    assert store.active_text() == configuration(1)
    assert (version.account, version.made_at) == ("technician", NOON)


def test_a_mistake_is_never_put_in_force(store):
    (mistake,) = store.commit(configuration(1).replace('"pcsc"', '"psc"'), "technician")
    assert mistake.key == "card_reader.driver"
    assert store.active_text() == configuration(0)
    assert store.versions() == []


def test_the_last_twenty_versions_are_kept(store):
    for number in range(1, 30):
        store.commit(configuration(number), "technician")
    assert [version.number for version in store.versions()] == list(range(31 - KEPT_VERSIONS, 31))


def test_rollback_makes_a_new_version_of_the_old_words(store):
    store.commit(configuration(1), "technician")
    assert store.rollback(1, "technician").number == 3
    assert store.active_text() == configuration(0)
    with pytest.raises(NoSuchVersion):
        store.rollback(99, "technician")


def test_a_file_edited_by_hand_can_come_back(store):
    store.commit(configuration(1), "technician")
    store.file.write_text(configuration(7))
    store.commit(configuration(2), "technician")
    assert store.version(3).file.read_text() == configuration(7)


def test_the_candidate_outlives_the_session(store):
    store.edit(lambda _: configuration(5))
    assert Store(store.file).candidate_text() == configuration(5)
    store.commit(configuration(5), "technician")
    assert store.candidate_text() is None


def test_an_unconfirmed_commit_goes_back_when_its_time_is_over(store, clock):
    store.commit(configuration(1), "technician", confirm_within_s=300)
    assert store.end_trial_if_due() is None
    assert store.trial().left_s == 300
    clock["since_boot_s"] += 301
    assert store.end_trial_if_due().account == "rollback"
    assert store.active_text() == configuration(0)
    assert store.end_trial_if_due() is None
    assert not store.confirm()


def test_a_confirmed_commit_stays(store, clock):
    store.commit(configuration(1), "technician", confirm_within_s=300)
    assert store.confirm()
    clock["since_boot_s"] += 301
    assert store.end_trial_if_due() is None
    assert store.active_text() == configuration(1)


def test_a_start_in_between_ends_the_trial(store, clock):
    store.commit(configuration(1), "technician", confirm_within_s=300)
    clock["boot_id"] = "second"
    assert store.end_trial_if_due() is not None
    assert store.active_text() == configuration(0)


def test_a_trial_within_a_trial_goes_back_to_what_was_sure(store, clock):
    store.commit(configuration(1), "technician", confirm_within_s=300)
    store.commit(configuration(2), "technician", confirm_within_s=300)
    clock["since_boot_s"] += 301
    store.end_trial_if_due()
    assert store.active_text() == configuration(0)


def test_a_damaged_note_of_a_trial_ends_it_and_changes_nothing(store):
    store.commit(configuration(1), "technician")
    store.file.with_name("kiosk.toml.unconfirmed").write_text("{")
    assert store.end_trial_if_due() is None
    assert store.active_text() == configuration(1)
    assert store.trial() is None


def test_two_programs_never_change_it_at_the_same_time(store, monkeypatch):
    monkeypatch.setattr(store_module, "_LOCK_S", 0.05)
    with locked(store.file.with_name("kiosk.toml.lock"), 0), pytest.raises(LockHeld):
        store.commit(configuration(1), "technician")
    assert store.active_text() == configuration(0)


def test_strange_names_in_the_history_are_passed_over(store):
    store.commit(configuration(1), "technician")
    for name in ("x", "3_2026-99-99T99-99-99Z_technician.toml", "4_.toml", ".toml.new"):
        (store.file.with_name("kiosk.toml.history") / name).write_text("")
    assert [version.number for version in store.versions()] == [1, 2]


def test_a_power_cut_at_any_of_200_moments_leaves_the_old_or_the_new_configuration():
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.config.power_cut", "200"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 power cuts" in done.stdout


def test_the_power_cut_test_finds_a_disk_that_does_not_sync():
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.config.power_cut", "40", "--without-fsync"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr


def test_a_trial_finds_its_way_back_however_many_versions_came_after(store, clock):
    for number in range(1, KEPT_VERSIONS + 5):
        store.commit(configuration(number), "technician", confirm_within_s=300)
    clock["since_boot_s"] += 301
    assert store.end_trial_if_due() is not None
    assert store.active_text() == configuration(0)


def test_a_version_that_can_not_serve_any_more_is_not_put_in_force(store):
    store.file.write_text("[establishment")
    store.commit(configuration(1), "technician")
    (mistake,) = store.rollback(1, "technician")
    assert mistake.kind == "not_toml"
    assert store.active_text() == configuration(1)


def test_a_change_by_somebody_else_between_reading_and_committing_goes_on_being_edited(store):
    store.edit(lambda _: configuration(1))
    seen = store.candidate_text()
    store.edit(lambda _: configuration(2))
    store.commit(seen, "technician")
    assert store.active_text() == configuration(1)
    assert store.candidate_text() == configuration(2)

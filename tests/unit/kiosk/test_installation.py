"""The installation's number outlives a power cut right after it was made, and a file that holds none."""

import os

from kiosk.installation import instance_id


def test_the_number_is_made_once_and_is_on_the_disk_before_anybody_is_told_it(tmp_path, monkeypatch):
    synced = []
    sync = os.fsync

    def noticed(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noticed)
    made = instance_id(tmp_path / "state")
    assert synced == [(tmp_path / name).stat().st_ino for name in ("state/instance-id", "state")]
    assert instance_id(tmp_path / "state") == made


def test_a_file_that_holds_no_number_is_replaced(tmp_path):
    (tmp_path / "instance-id").write_bytes(b"\xff\0\n")
    made = instance_id(tmp_path)
    assert instance_id(tmp_path) == made

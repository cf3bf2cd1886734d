import os
from pathlib import Path

import pytest

from image.make.refusal import Refusal
from image.make.steps import Steps, key


class Made:
    """A step that counts how often it is done."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, folder: Path) -> None:
        self.count += 1
        (folder / "result").write_text(str(self.count))


def test_a_step_is_not_done_again_while_its_inputs_are_the_same(tmp_path):
    made, source = Made(), tmp_path / "source"
    source.write_text("one")
    steps = Steps(tmp_path / "cache", show=lambda _: None)
    first = steps.step("part", [source, "version 1"], made)
    again = steps.step("part", [source, "version 1"], made)
    assert first == again
    assert made.count == 1
    source.write_text("two")
    assert (steps.step("part", [source, "version 1"], made) / "result").read_text() == "2"
    assert (steps.step("part", [source, "version 2"], made) / "result").read_text() == "3"


def test_a_step_shows_its_time_or_that_nothing_changed(tmp_path):
    shown: list[str] = []
    steps = Steps(tmp_path / "cache", show=shown.append)
    steps.step("part", ["input"], Made())
    steps.step("part", ["input"], Made())
    assert [" ".join(line.split()) for line in shown] == ["part …", "part 0.0 s", "part unchanged"]


def test_a_step_that_fails_leaves_nothing_behind(tmp_path):
    cache = tmp_path / "cache"
    steps = Steps(cache, show=lambda _: None)

    def fail(folder: Path) -> None:
        (folder / "half").write_text("written")
        raise Refusal("the disk is full", "make room")

    with pytest.raises(Refusal):
        steps.step("part", ["input"], fail)
    assert list(cache.iterdir()) == []


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path):
    left = tmp_path / "cache" / "unfinished-abc"
    left.mkdir(parents=True)
    (left / "half").touch()
    with Steps(tmp_path / "cache").alone():
        assert not left.exists()


def test_two_builds_do_not_share_a_cache_at_the_same_time(tmp_path):
    first, second = Steps(tmp_path / "cache"), Steps(tmp_path / "cache")
    with first.alone(), pytest.raises(Refusal, match="another build is at work"), second.alone():
        pass
    with second.alone():
        pass


def test_old_results_are_forgotten_but_the_last_three(tmp_path):
    cache = tmp_path / "cache"
    steps = Steps(cache, show=lambda _: None)
    results = [steps.step("part", [f"input {number}"], Made()) for number in range(5)]
    other = steps.step("another part", ["input"], Made())
    kept = {path.name for path in cache.iterdir()} - {other.name}
    assert len(kept) == 3
    assert results[-1].name in kept


def test_the_key_knows_names_contents_modes_and_links_of_a_folder(tmp_path):
    folder = tmp_path / "overlay"
    folder.mkdir()
    file = folder / "program"
    file.write_text("#!/bin/sh\n")
    keys = [key([folder])]
    file.chmod(0o755)
    keys.append(key([folder]))
    file.rename(folder / "other")
    keys.append(key([folder]))
    (folder / "link").symlink_to("other")
    keys.append(key([folder]))
    (folder / "link").unlink()
    (folder / "link").symlink_to("elsewhere")
    keys.append(key([folder]))
    assert len(set(keys)) == len(keys)


def test_the_key_does_not_know_times(tmp_path):
    file = tmp_path / "file"
    file.write_text("content")
    before = key([file])
    os.utime(file, (1, 1))
    assert key([file]) == before

"""Bad beginnings: each ends with what is wrong and what to do, before anything was made."""

import os
import signal

import pytest

from image.make import build_machine
from image.make.__main__ import main
from image.make.refusal import Refusal


def test_only_root_builds():
    build_machine.require_root(0)
    with pytest.raises(Refusal) as refused:
        build_machine.require_root(1000)
    assert refused.value.remedy == "run: sudo make image"


def test_missing_programs_are_named_with_the_packages_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])
    with pytest.raises(Refusal, match="not installed: mmdebstrap no-such-program") as refused:
        build_machine.require_programs(["mmdebstrap", "no-such-program"], search_path=str(tmp_path))
    assert refused.value.remedy.startswith("run: apt-get install mmdebstrap qemu-user-static")


def test_a_full_disk_is_noticed_before_the_build(tmp_path):
    build_machine.require_space(tmp_path / "not" / "yet" / "there", 0)
    with pytest.raises(Refusal, match=r"GiB free, the build needs 1000000") as refused:
        build_machine.require_space(tmp_path / "not" / "yet" / "there", 1_000_000)
    assert "CACHE=" in refused.value.remedy


def test_without_an_emulator_for_arm64_its_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(build_machine, "_runs_arm64", lambda: False)
    with pytest.raises(Refusal, match="programs for arm64 do not run") as refused:
        build_machine.require_arm64_execution(tmp_path, [tmp_path / "qemu-aarch64.conf"])
    assert refused.value.remedy == "run: apt-get install qemu-user-static"


def test_a_kernel_that_takes_no_rule_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(build_machine, "_runs_arm64", lambda: False)
    configuration = tmp_path / "qemu-aarch64.conf"
    configuration.write_text("# for the kernel\n:qemu-aarch64:M::magic:mask:/usr/bin/qemu-aarch64-static:OCF\n")
    (tmp_path / "register").mkdir()  # cannot be written
    with pytest.raises(Refusal, match="the kernel takes no rule") as refused:
        build_machine.require_arm64_execution(tmp_path, [configuration])
    assert "binfmt_misc" in refused.value.remedy


def test_the_rule_reaches_the_kernel_word_for_word(tmp_path, monkeypatch):
    (register := tmp_path / "register").touch()
    monkeypatch.setattr(build_machine, "_runs_arm64", lambda: bool(register.read_text()))
    configuration = tmp_path / "qemu-aarch64.conf"
    configuration.write_text(":qemu-aarch64:M::\\x7fELF:\\xff:/usr/bin/qemu-aarch64-static:OCF\n")
    build_machine.require_arm64_execution(tmp_path, [configuration])
    assert register.read_text() == ":qemu-aarch64:M::\\x7fELF:\\xff:/usr/bin/qemu-aarch64-static:OCF"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version", "next"], "next is no version"),
        (["--keyring", "/nowhere/ca.pem"], "/nowhere/ca.pem is not there"),
    ],
)
def test_the_program_says_what_is_wrong_and_what_to_do_and_leaves_nothing(
    tmp_path, monkeypatch, capsys, arguments, said
):
    cache, out = tmp_path / "cache", tmp_path / "out"
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    for check in ("require_root", "require_programs", "require_space", "require_arm64_execution"):
        monkeypatch.setattr(build_machine, check, lambda *_: None)  # this machine need not be able to build
    assert main(["bundle", "--cache", str(cache), "--out", str(out), *arguments]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 2
    assert not out.exists()
    assert not cache.exists()

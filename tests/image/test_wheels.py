import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from image.make import wheels
from image.make.packages import read_list
from image.make.refusal import Refusal


@pytest.fixture
def root(tmp_path):
    """A root with the Python of this machine in Debian's place."""
    programs = tmp_path / "root" / "usr" / "bin"
    programs.mkdir(parents=True)
    (programs / "python3").symlink_to("python3.13")
    return tmp_path / "root"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    folder = tmp_path_factory.mktemp("product")
    wheels.build_product("1.2.3", folder)
    (wheel,) = folder.iterdir()
    return wheel


def test_the_products_wheel_holds_every_file_the_program_reads(product):
    with zipfile.ZipFile(product) as archive:
        names = set(archive.namelist())
    sources = [
        path.relative_to(wheels.PROJECT)
        for folder in ("kiosk", "hardware", "config")
        for path in (wheels.PROJECT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    left_out = {str(path) for path in sources} - names
    # Read by people and by translators, not by the program.
    assert {Path(name).suffix for name in left_out} <= {".md", ".pot"}


def test_the_products_wheel_is_the_same_each_time_it_is_built(product, tmp_path):
    wheels.build_product("1.2.3", tmp_path)
    (again,) = tmp_path.iterdir()
    assert again.read_bytes() == product.read_bytes()


def test_a_wheel_becomes_modules_and_programs_of_the_root(product, root):
    wheels.install(product, root)
    assert (root / "usr/local/lib/python3.13/dist-packages/kiosk/__main__.py").is_file()
    program = root / "usr/local/bin/kiosk"
    assert os.access(program, os.X_OK)
    assert program.read_text().startswith("#!/usr/bin/python3 -I\n")


def test_the_installed_program_runs(product, root):
    wheels.install(product, root)
    modules = root / "usr/local/lib/python3.13/dist-packages"
    program = root / "usr/local/bin/kiosk"
    ran = subprocess.run(
        [sys.executable, program, "version"],
        env=os.environ | {"PYTHONPATH": str(modules)},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "1.2.3" in ran.stdout


def test_a_wheel_for_one_kind_of_machine_is_refused(tmp_path, root):
    wheel = tmp_path / "fast-1.0-cp313-cp313-linux_aarch64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("fast-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
    with pytest.raises(Refusal, match="not a pure Python wheel") as refused:
        wheels.install(wheel, root)
    assert "vendored.list" in refused.value.remedy


def test_every_vendored_package_is_locked_with_its_hashes():
    entries = wheels.locked(read_list(wheels.VENDORED), wheels.LOCK.read_text("utf-8"))
    assert entries.count("==") == len(read_list(wheels.VENDORED))
    assert entries.count("--hash=sha256:") >= entries.count("==")


def test_a_vendored_package_outside_the_lock_is_refused():
    with pytest.raises(Refusal, match=r"not in requirements\.lock: leftpad"):
        wheels.locked(["leftpad"], wheels.LOCK.read_text("utf-8"))

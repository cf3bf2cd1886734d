"""The product and what Debian lacks, as wheels, and how a pure wheel is laid into a root file system."""

import configparser
import re
import shutil
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from image.make.inside import run_inside
from image.make.packages import read_list
from image.make.refusal import Refusal
from image.make.run import run
from image.make.variant import FOLDER, PROJECT

VENDORED = FOLDER / "vendored.list"
LOCK = PROJECT / "requirements.lock"
SOURCES = tuple(PROJECT / name for name in ("kiosk", "hardware", "config", "pyproject.toml", "README.md", "LICENSE"))

_VERSION = re.compile(r'^version = ".*"$', re.MULTILINE)
_PROGRAM = """\
#!/usr/bin/python3 -I
import sys

from {module} import {function}

sys.exit({function}())
"""


def build_product(version: str, folder: Path) -> None:
    """Build the wheel with the image's version.

    From a copy: setuptools leaves its traces where it works, and takes up those of earlier times.
    """
    copy = folder / "sources"
    copy.mkdir()
    for source in SOURCES:
        if source.is_dir():
            shutil.copytree(source, copy / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    project = copy / "pyproject.toml"
    project.write_text(_VERSION.sub(f'version = "{version}"', project.read_text("utf-8"), count=1), "utf-8")
    command: list[str | Path] = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", folder, copy]
    run(command, environment={"SOURCE_DATE_EPOCH": "315532800"})  # 1980, the earliest that a ZIP file can tell
    shutil.rmtree(copy)


def fetch_vendored(folder: Path) -> None:
    """Download the vendored packages; pip compares each with the hashes of the lock."""
    wanted = folder / "requirements.txt"
    wanted.write_text(locked(read_list(VENDORED), LOCK.read_text("utf-8")))
    command: list[str | Path] = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--python-version=313", "--implementation=py", "--abi=none", "--platform=any"]
    run([*command, "--requirement", wanted, "--dest", folder])
    wanted.unlink()


def locked(names: Iterable[str], lock: str) -> str:
    """Give the entries of these packages, hashes included, from a lock file."""
    entries = {
        entry.partition("==")[0]: entry for entry in re.findall(r"^[a-z0-9](?:[^\n]*\\\n)*[^\n]*", lock, re.MULTILINE)
    }
    missing = [name for name in names if name not in entries]
    if missing:
        raise Refusal(f"not in {LOCK.name}: {' '.join(missing)}", "run: make lock")
    return "\n".join(entries[name] for name in names) + "\n"


def install(wheel: Path, root: Path) -> None:
    """Lay a pure wheel into a root file system, with its programs in /usr/local/bin."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/WHEEL", name))
        if "Root-Is-Purelib: true" not in archive.read(about).decode() or any(".data/" in name for name in names):
            raise Refusal(f"{wheel.name} is not a pure Python wheel", f"remove it from {VENDORED.name}")
        target = modules_folder(root)
        target.mkdir(parents=True, exist_ok=True)
        archive.extractall(target)
        entry_points = about.replace("WHEEL", "entry_points.txt")
        if entry_points in names:
            _write_programs(archive.read(entry_points).decode(), root / "usr/local/bin")


def compile_modules(root: Path) -> None:
    """Compile ahead, as nothing can be written later; by hash, so that the result knows no clock."""
    modules = Path("/") / modules_folder(root).relative_to(root)
    options = ["-q", "--invalidation-mode", "unchecked-hash"]
    run_inside(root, ["/usr/bin/python3", "-m", "compileall", *options, modules])


def modules_folder(root: Path) -> Path:
    """Find where Debian's Python in this root looks for what is not Debian's."""
    python = (root / "usr/bin/python3").readlink().name
    return root / f"usr/local/lib/{python}/dist-packages"


def _write_programs(entry_points: str, folder: Path) -> None:
    parsed = configparser.ConfigParser()
    parsed.read_string(entry_points)
    if not parsed.has_section("console_scripts"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in parsed["console_scripts"].items():
        module, _, function = target.partition(":")
        program = folder / name
        program.write_text(_PROGRAM.format(module=module, function=function))
        program.chmod(0o755)

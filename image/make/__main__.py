"""`make image` and `make bundle`: python -m image.make image|bundle."""

import argparse
import os
import re
import signal
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from image.make import build_machine, signing
from image.make.build import Build
from image.make.refusal import Refusal
from image.make.steps import Steps
from image.make.variant import PI, PROJECT, VARIANTS

_NEED_GIB = 8
_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what is unfinished is removed
    try:
        _require_version(options.version)
        build_machine.require_root()
        build_machine.require_programs()
        build_machine.require_space(options.cache, _NEED_GIB)
        build_machine.require_space(options.out, 2)
        build_machine.require_arm64_execution()
        signed = signing.given(options.keyring, options.certificate, options.key, options.cache / "trial-signing")
        steps = Steps(options.cache)
        with steps.alone():
            build = Build(VARIANTS[options.variant], options.version, signed, steps)
            made = build.image(options.out) if options.what == "image" else build.bundle(options.out)
    except Refusal as refusal:
        print(f"image: {refusal}\n       {refusal.remedy}", file=sys.stderr)
        return 1
    for file in made:
        print(f"{file}  {file.stat().st_blocks * 512 / 1e6:.1f} MB")
    if signed.is_for_trial:
        print(
            "Trial: signed by an authority made on this machine. For a hospital give KEYRING=, CERTIFICATE= and KEY=."
        )
    return 0


def _require_version(version: str) -> None:
    if not _VERSION.fullmatch(version):
        raise Refusal(f"{version} is no version", "give one such as 1.2.3 or 1.2.3-rc.1 with VERSION=")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m image.make", description="Build the image or an update of it.")
    parser.add_argument("what", choices=["image", "bundle"])
    parser.add_argument("--variant", choices=sorted(VARIANTS), default=PI.name, help="default %(default)s")
    parser.add_argument("--version", default=_project_version(), metavar="X.Y.Z", help="default: the project's")
    parser.add_argument("--out", type=Path, default=Path("out/image"), metavar="FOLDER", help="default %(default)s")
    parser.add_argument("--cache", type=_folder, default=default_cache(), metavar="FOLDER", help="results of steps")
    parser.add_argument("--keyring", type=_file, metavar="PEM", help="the authority whose updates the image takes")
    parser.add_argument("--certificate", type=_file, metavar="PEM", help="who signs the update")
    parser.add_argument("--key", type=_file, metavar="PEM", help="the signer's key")
    return parser.parse_args(arguments)


def _file(text: str) -> Path | None:
    """Make leaves an empty word where a variable is not set."""
    return Path(text) if text else None


def _folder(text: str) -> Path:
    return Path(text).absolute() if text else default_cache()


def default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "vitale-kiosk-image"


def _project_version() -> str:
    return str(tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


if __name__ == "__main__":
    sys.exit(main())

"""Which Debian packages an image is made of: names from our lists, versions from the archive of the day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from image.make.debian_sources import DebianSources
from image.make.run import run

_RELEASED = re.compile(r"^Date: (.+)$", re.MULTILINE)
_INSTALLED = re.compile(r"^Inst (\S+) \((\S+) .*\[(\S+)\]\)", re.MULTILINE)


def read_list(file: Path) -> list[str]:
    """Read names, one a line; `#` begins a comment."""
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [line for line in lines if line]


@dataclass(frozen=True)
class Resolved:
    packages: tuple[str, ...]
    """`name=version` of everything that will be installed."""
    released_at: int
    """When the archive last changed, in seconds since 1970."""


def resolve(names: Iterable[str], sources: DebianSources, folder: Path) -> Resolved:
    """Ask the archive what these names and all they depend on are today.

    A private apt in `folder` does it; that of the build machine is not touched.
    """
    for needed in ("lists/partial", "cache/archives/partial"):
        (folder / needed).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text("\n".join(sources.lines) + "\n")
    configuration = folder / "apt.conf"
    own = [
        f'Dir::State "{folder}";',
        f'Dir::State::status "{folder}/status";',
        f'Dir::Cache "{folder}/cache";',
        f'Dir::Etc::sourcelist "{folder}/sources.list";',
        'Dir::Etc::sourceparts "-";',
        'APT::Architecture "arm64";',
        'APT::Architectures { "arm64"; };',
        'APT::Install-Recommends "false";',
        'APT::Sandbox::User "root";',
    ]
    configuration.write_text("\n".join([*own, *sources.options]) + "\n")
    environment = {"APT_CONFIG": str(configuration)}
    run(["apt-get", "update", "--error-on=any"], environment=environment)
    plan = run(["apt-get", "install", "--simulate", "?essential", *names], environment=environment)
    dates = [_RELEASED.search(file.read_text("utf-8")) for file in (folder / "lists").glob("*InRelease")]
    return Resolved(
        packages=tuple(sorted(f"{name}={version}" for name, version, _ in _INSTALLED.findall(plan))),
        released_at=max(int(parsedate_to_datetime(date[1]).timestamp()) for date in dates if date),
    )

"""Which Debian packages an image is made of: names from our lists, versions from the archive of the day."""

import re
from collections.abc import Iterable
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


class Archive:
    """Debian's archive as it is today, asked by a private apt in `folder`; that of the build machine is not touched."""

    def __init__(self, sources: DebianSources, folder: Path) -> None:
        for needed in ("lists/partial", "cache/archives/partial"):
            (folder / needed).mkdir(parents=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text("\n".join(sources.lines) + "\n")
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
        configuration = folder / "apt.conf"
        configuration.write_text("\n".join([*own, *sources.options]) + "\n")
        self._environment = {"APT_CONFIG": str(configuration)}
        run(["apt-get", "update", "--error-on=any"], environment=self._environment)
        self.releases = sorted((folder / "lists").glob("*InRelease"))
        """Signed, with the time and the checksums of everything; the same as long as nothing changed."""

    @property
    def released_at(self) -> int:
        """When it last changed, in seconds since 1970."""
        dates = [_RELEASED.search(file.read_text("utf-8")) for file in self.releases]
        return max(int(parsedate_to_datetime(date[1]).timestamp()) for date in dates if date)

    def resolve(self, names: Iterable[str]) -> list[str]:
        """Find `name=version` of these packages and of all they depend on."""
        plan = run(["apt-get", "install", "--simulate", "?essential", *names], environment=self._environment)
        return sorted(f"{name}={version}" for name, version, _ in _INSTALLED.findall(plan))

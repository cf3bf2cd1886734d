"""Where Debian 13's packages come from: the build machine's own sources with the suite replaced, and its own proxy.

Thereby a site's mirror, proxy and certificates hold for the image too, and no host is named here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from image.make.refusal import Refusal
from image.make.run import run

SUITE = "trixie"
_COMPONENTS = "main non-free-firmware"
_POCKETS = ("", "-updates", "-security")
_CARRIED_OPTIONS = re.compile(r"^Acquire::(https?|Check-|Retries|Max-ValidTime)", re.IGNORECASE)


@dataclass(frozen=True)
class DebianSources:
    lines: tuple[str, ...]
    """As in sources.list."""
    options: tuple[str, ...]
    """As in apt.conf: proxies, certificates, validity."""


def of_build_machine() -> DebianSources:
    """Ask apt itself, which knows every form of its configuration."""
    form = "$(REPO_URI) $(RELEASE) $(ORIGIN)"
    targets = run(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])
    options = [line for line in run(["apt-config", "dump"]).splitlines() if _CARRIED_OPTIONS.match(line)]
    return DebianSources(
        source_lines(targets.splitlines()), tuple(line for line in options if not line.endswith(' "";'))
    )


def source_lines(targets: Sequence[str]) -> tuple[str, ...]:
    """Turn apt's index targets (`URI SUITE ORIGIN`) into sources of Debian 13."""
    found: dict[str, str] = {}
    for target in targets:
        uri, _, rest = target.partition(" ")
        suite, _, origin = rest.partition(" ")
        pocket = "-" + suite.partition("-")[2] if "-" in suite else ""
        if origin == "Debian" and pocket in _POCKETS:
            found.setdefault(pocket, uri)
    missing = {"", "-security"} - found.keys()
    if missing:
        names = ", ".join(sorted(f"{SUITE}{pocket}" for pocket in missing))
        raise Refusal(
            f"this machine has no package source for {names}", "add Debian's sources, then run: apt-get update"
        )
    return tuple(f"deb {uri} {SUITE}{pocket} {_COMPONENTS}" for pocket, uri in found.items())

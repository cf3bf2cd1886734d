"""What is in an image: every package with its version and licence, read from the root itself."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from email import message_from_string
from pathlib import Path
from typing import Literal

_LICENSE_FIELD = re.compile(r"^License:[ \t]*(\S[^\n]*)", re.MULTILINE)
_COMMON_LICENSE = re.compile(r"/usr/share/common-licenses/([A-Za-z]+(?:-[0-9.]*[0-9])?)")


@dataclass(frozen=True)
class Package:
    kind: Literal["deb", "pypi"]
    name: str
    version: str
    source: str
    """The Debian source package with its version, or the name of the wheel."""
    licenses: tuple[str, ...]
    """As its own files call them; empty where they say it in prose only."""


def packages_of(root: Path, wheels: Iterable[Path]) -> list[Package]:
    return [*sorted(_debian(root), key=lambda package: package.name), *(_wheel(wheel) for wheel in wheels)]


def as_json(packages: Iterable[Package], image: dict[str, str]) -> str:
    return json.dumps({"image": image, "packages": [asdict(package) for package in packages]}, indent=1) + "\n"


def stanzas(text: str) -> Iterator[dict[str, str]]:
    """Read Debian control data: fields, folded by leading blanks, in paragraphs."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        unfolded = re.sub(r"\n[ \t]+", " ", paragraph)
        yield {
            name: value.strip()
            for name, colon, value in (line.partition(":") for line in unfolded.splitlines())
            if colon
        }


def licenses_in(copyright_text: str) -> tuple[str, ...]:
    """Find short names in the machine-readable form, or which of Debian's common licences the prose points to."""
    names = _LICENSE_FIELD.findall(copyright_text) or _COMMON_LICENSE.findall(copyright_text)
    return tuple(sorted({name.strip() for name in names}))


def _debian(root: Path) -> Iterator[Package]:
    for stanza in stanzas((root / "var/lib/dpkg/status").read_text("utf-8")):
        if not stanza.get("Status", "").endswith(" installed"):
            continue
        name, version = stanza["Package"], stanza["Version"]
        source, _, source_version = stanza.get("Source", name).partition(" ")
        text = root / "usr/share/doc" / name / "copyright"
        licenses = licenses_in(text.read_text("utf-8", "replace")) if text.is_file() else ()
        yield Package("deb", name, version, f"{source} {source_version.strip('()') or version}", licenses)


def _wheel(wheel: Path) -> Package:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_string(archive.read(name).decode())
    licenses = {metadata.get("License-Expression") or metadata.get("License")} - {None, "UNKNOWN"}
    return Package("pypi", metadata["Name"], metadata["Version"], wheel.name, tuple(sorted(filter(None, licenses))))

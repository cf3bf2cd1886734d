"""The software bill of materials, as CycloneDX 1.6."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from image.make.debian_sources import SUITE
from image.make.manifest import Package

_NAMESPACE = uuid.UUID("4b494f53-0000-4000-8000-000000000000")
_SPDX_EXPRESSION = re.compile(r"(MIT|ISC|Zlib|CC0-1\.0|Apache-2\.0|BSD-[23]-Clause|MPL-2\.0)")
"""Short names that mean the same to Debian and to SPDX; the others are given as names, not as SPDX identifiers."""


def cyclonedx(packages: Iterable[Package], image: dict[str, str], epoch: int) -> str:
    """Describe an image made of these packages; equal inputs give equal text, the serial number included."""
    components = [_component(package) for package in packages]
    serial = uuid.uuid5(_NAMESPACE, json.dumps([image, components], sort_keys=True))
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": dt.datetime.fromtimestamp(epoch, dt.UTC).isoformat(),
            "component": {"type": "firmware", "name": image["name"], "version": image["version"]},
        },
        "components": components,
    }
    return json.dumps(document, indent=1) + "\n"


def _component(package: Package) -> dict[str, Any]:
    purl = (
        f"pkg:deb/debian/{quote(package.name)}@{quote(package.version, safe='')}?distro={SUITE}"
        if package.kind == "deb"
        else f"pkg:pypi/{package.name.lower().replace('_', '-')}@{package.version}"
    )
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
        "properties": [{"name": "vitale-kiosk:source", "value": package.source}],
    }
    if package.licenses:
        component["licenses"] = [
            {"license": {"id" if _SPDX_EXPRESSION.fullmatch(name) else "name": name}} for name in package.licenses
        ]
    return component

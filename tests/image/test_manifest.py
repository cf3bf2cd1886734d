import json
import zipfile

import pytest

from image.make import manifest, sbom
from image.make.manifest import Package

_STATUS = """\
Package: libz1
Status: install ok installed
Source: zlib (1:1.3)
Version: 1:1.3+b1
Description: compression
 with more words: and a colon

Package: gone
Status: deinstall ok config-files
Version: 2

Package: cage
Status: install ok installed
Version: 0.2.0-2
"""
_MACHINE_READABLE = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: MIT

Files: debian/*
License: GPL-2+
 This is free software
"""
_PROSE = (
    "On Debian systems, the text is in /usr/share/common-licenses/GPL-2, see also /usr/share/common-licenses/Artistic."
)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/status").write_text(_STATUS)
    (tmp_path / "usr/share/doc/cage").mkdir(parents=True)
    (tmp_path / "usr/share/doc/cage/copyright").write_text(_MACHINE_READABLE)
    return tmp_path


@pytest.fixture
def wheel(tmp_path):
    file = tmp_path / "pystrich-0.20-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "pystrich-0.20.dist-info/METADATA", "Name: pyStrich\nVersion: 0.20\nLicense: Apache-2.0\n\nText"
        )
    return file


def test_every_installed_package_is_listed_with_version_source_and_licences(root, wheel):
    assert manifest.packages_of(root, [wheel]) == [
        Package("deb", "cage", "0.2.0-2", "cage 0.2.0-2", ("GPL-2+", "MIT")),
        Package("deb", "libz1", "1:1.3+b1", "zlib 1:1.3", ()),
        Package("pypi", "pyStrich", "0.20", "pystrich-0.20-py3-none-any.whl", ("Apache-2.0",)),
    ]


def test_licences_in_prose_are_those_it_points_to():
    assert manifest.licenses_in(_PROSE) == ("Artistic", "GPL-2")


def test_the_bill_of_materials_is_cyclonedx_with_a_purl_for_each_component(root, wheel):
    image = {"name": "vitale-kiosk-pi", "version": "1.2.3"}
    document = json.loads(sbom.cyclonedx(manifest.packages_of(root, [wheel]), image, epoch=1_790_000_000))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["component"] == {"type": "firmware", "name": "vitale-kiosk-pi", "version": "1.2.3"}
    assert [component["purl"] for component in document["components"]] == [
        "pkg:deb/debian/cage@0.2.0-2?distro=trixie",
        "pkg:deb/debian/libz1@1%3A1.3%2Bb1?distro=trixie",
        "pkg:pypi/pystrich@0.20",
    ]
    references = [component["bom-ref"] for component in document["components"]]
    assert len(set(references)) == len(references)
    assert document["components"][0]["licenses"] == [{"license": {"name": "GPL-2+"}}, {"license": {"id": "MIT"}}]


def test_equal_images_have_equal_bills(root, wheel):
    packages = manifest.packages_of(root, [wheel])
    image = {"name": "vitale-kiosk-pi", "version": "1.2.3"}
    assert sbom.cyclonedx(packages, image, 0) == sbom.cyclonedx(packages, image, 0)
    assert sbom.cyclonedx(packages, image, 0) != sbom.cyclonedx(packages[1:], image, 0)

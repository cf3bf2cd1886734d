import pytest

from image.make.debian_sources import source_lines
from image.make.refusal import Refusal


def test_the_machines_own_mirror_serves_debian_13_too():
    lines = source_lines(
        [
            "http://mirror.example/debian/ bookworm Debian",
            "http://mirror.example/debian/ bookworm-updates Debian",
            "http://mirror.example/debian/ bookworm-backports Debian Backports",
            "http://security.example/ bookworm-security Debian",
            "https://tools.example/apt stable Somebody Else",
        ]
    )
    assert lines == (
        "deb http://mirror.example/debian/ trixie main non-free-firmware",
        "deb http://mirror.example/debian/ trixie-updates main non-free-firmware",
        "deb http://security.example/ trixie-security main non-free-firmware",
    )


def test_a_machine_without_security_updates_builds_no_image():
    with pytest.raises(Refusal, match="no package source for trixie-security") as refused:
        source_lines(["http://mirror.example/debian/ bookworm Debian"])
    assert "apt-get update" in refused.value.remedy

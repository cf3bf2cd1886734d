"""The overlay's files as such: who may write them, what they name, and that the small programs do what they say."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.image.kiosk_root import OVERLAY, KioskRoot
from tests.mounting import require

FILES = sorted(
    path for path in OVERLAY.rglob("*") if path.is_file() and not path.is_symlink() and path.name != ".gitkeep"
)
PROGRAMS = {"accounts", "unseal-key"}
MACHINE_ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def root(tmp_path) -> Iterator[KioskRoot]:
    require("systemd-sysusers", "systemd-tmpfiles", "systemd-creds")
    with contextlib.closing(KioskRoot(tmp_path)) as made:
        yield made


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(OVERLAY)))
def test_only_programs_may_be_run_and_no_file_names_a_host(file):
    assert os.access(file, os.X_OK) is (file.name in PROGRAMS)
    named = re.findall(r"https?://([^/\s\"]+)", file.read_text())
    assert set(named) <= {"www.freedesktop.org"}, "a document type, which nobody fetches"


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_shell_finds_no_mistake(name):
    subprocess.run(["sh", "-n", OVERLAY / "usr/lib/vitale-kiosk" / name], check=True)


def test_accounts_are_those_of_the_kiosk_and_have_fixed_numbers(root):
    accounts = [line.split(":") for line in (root.path / "etc/passwd").read_text().splitlines()]
    own = {name: (user, shell) for name, _, user, _, _, _, shell in accounts if user in ("900", "901")}
    assert own == {
        "kiosk": ("900", "/usr/sbin/nologin"),
        "technician": ("900", "/usr/local/bin/kiosk-console"),
        "maintainer": ("901", "/bin/bash"),
    }
    groups = [line.split(":") for line in (root.path / "etc/group").read_text().splitlines()]
    of_kiosk = {name for name, _, _, members in groups if "kiosk" in members.split(",")}
    assert of_kiosk == set(), "kiosk.service names its groups itself"


def test_systemd_makes_the_folders_of_the_data_partition(root):
    (root.path / "etc/machine-id").write_text(MACHINE_ID + "\n")
    with (root.path / "etc/passwd").open("a") as passwd, (root.path / "etc/group").open("a") as group:
        passwd.write("systemd-timesync:x:6102:6102::/:/bin/false\n")
        group.write("systemd-timesync:x:6102:\n")
    done = root.run("systemd-tmpfiles", "--create", "/usr/share/vitale-kiosk/data.conf")
    assert (done.returncode, done.stderr) == (0, "")
    found = {
        place.name: (oct(place.stat().st_mode & 0o777), place.stat().st_uid) for place in (root.path / "data").iterdir()
    }
    assert found == {
        "kiosk": ("0o700", 900), "accounts": ("0o700", 0), "rauc": ("0o700", 0), "system": ("0o755", 0)
    }  # fmt: skip
    assert (root.path / "data/system/machine-id").read_text().strip() == MACHINE_ID
    assert root.run("systemd-tmpfiles", "--create", "/usr/lib/tmpfiles.d/vitale-kiosk.conf").returncode == 0
    assert (root.path / "run/kiosk-settings/localtime").is_symlink()


def test_the_configuration_the_time_and_the_names_lie_where_they_can_be_written():
    links = {
        path: str((OVERLAY / path).readlink()) for path in ("etc/vitale-kiosk", "etc/localtime", "etc/resolv.conf")
    }
    assert links == {
        "etc/vitale-kiosk": "/data/kiosk",
        "etc/localtime": "/run/kiosk-settings/localtime",
        "etc/resolv.conf": "/run/systemd/resolve/stub-resolv.conf",
    }


class Key:
    """`unseal-key` as kiosk-key.service starts it."""

    def __init__(self, root: KioskRoot) -> None:
        self.root = root
        (root.path / "etc/machine-id").unlink()
        self.machine_id(MACHINE_ID)
        (root.path / "data/system").mkdir(parents=True)
        self.file = root.path / "run/kiosk-key/insi-key"
        self.file.parent.mkdir(mode=0o711)

    def machine_id(self, value: str) -> None:
        (self.root.path / "etc/machine-id").write_text(value + "\n")

    def unseal(self) -> int:
        self.file.unlink(missing_ok=True)
        environment = "SYSTEMD_CREDENTIAL_SECRET=/data/system/credential.secret"
        return self.root.run("/usr/bin/env", environment, "/usr/lib/vitale-kiosk/unseal-key").returncode


def test_the_passphrase_is_made_once_and_opens_at_every_start(root):
    key = Key(root)
    assert key.unseal() == 0
    made = key.file.read_text()
    assert len(made.strip()) == 44, "32 bytes in base 64"
    assert (key.file.stat().st_mode & 0o777, key.file.stat().st_uid) == (0o400, 900)
    assert key.unseal() == 0
    assert key.file.read_text() == made
    assert made.strip() not in (root.path / "data/system/insi-key.cred").read_text()


def test_the_sealed_passphrase_opens_on_no_other_machine(root):
    key = Key(root)
    key.unseal()
    (root.path / "data/system/credential.secret").unlink()
    assert key.unseal() != 0
    assert not key.file.exists()


def test_a_passphrase_cut_short_by_a_power_cut_is_made_anew(root):
    key = Key(root)
    (root.path / "data/system/insi-key.cred").touch()
    (root.path / "data/system/insi-key.cred.new").write_text("half")
    assert key.unseal() == 0
    assert key.file.exists()


RULES = "etc/udev/rules.d/60-vitale-kiosk.rules"


def complaints_of_udev(root: KioskRoot) -> list[str]:
    """Have udev read our rules, and no others, for a device that none of them means.

    `udevadm verify`, made for this, came only with systemd 254.
    """
    shutil.rmtree(root.path / "usr/lib/udev/rules.d")
    assert root.run("mount", "-t", "sysfs", "sysfs", "/sys").returncode == 0
    done = root.run("env", "SYSTEMD_LOG_LEVEL=debug", "udevadm", "test", "/sys/class/net/lo")
    said = (done.stdout + done.stderr).splitlines()
    assert f"Reading rules file: /{RULES}" in said
    return [line for line in said if line.startswith(f"/{RULES}:")]


def test_udev_reads_the_rules_without_a_complaint(root):
    require("udevadm")
    assert complaints_of_udev(root) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('KERNEL=="fb0"', 'KERNAL=="fb0"'), ('GROUP="kiosk"', 'GROUP="kiosks"'), ('TAG+="systemd"', 'TAG+="systemd')],
)
def test_udev_complains_about_rules_with_a_mistake(root, right, wrong):
    require("udevadm")
    rules = root.path / RULES
    assert right in rules.read_text()
    rules.write_text(rules.read_text().replace(right, wrong, 1))
    assert complaints_of_udev(root) != []

"""The disk and the update bundle, made by the real tools from a root of a few files."""

import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from image.make import disk, slot, uboot_environment
from image.make.bundle import COMPATIBLE, make_bundle
from image.make.refusal import Refusal
from image.make.signing import Signing, given, make_authority

_MIB = 1 << 20
_EPOCH = 1_790_000_000


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    for name, content in {
        "boot/vmlinuz-6.12-arm64": b"kernel",
        "boot/initrd.img-6.12-arm64": b"initial RAM disk",
        "usr/lib/linux-image-6.12-arm64/broadcom/bcm2711-rpi-4-b.dtb": b"tree",
        "usr/lib/linux-image-6.12-arm64/broadcom/bcm2835-rpi-zero.dtb": b"another board",
        "usr/lib/u-boot/rpi_arm64/u-boot.bin": b"\x7fU-Boot\0\0bootcmd=run distro_bootcmd\0bootdelay=2\0\0code",
        "usr/lib/os-release": b"ID=debian\n",
        "var/log/dpkg.log": b"left out",
        "usr/bin/kiosk": random.Random(7).randbytes(100_000),  # noqa: S311 -- so that a bundle is worth making
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def slot_folder(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("slot")
    slot.make_kernel_partition(root, "further_bootargs=quiet\n", 40 * _MIB, folder)
    slot.make_root_partition(root, 40 * _MIB, _EPOCH, folder)
    return folder


def read_fat(image: Path, name: str, start: int = 0) -> bytes:
    return subprocess.run(["mtype", "-i", f"{image}@@{start}", f"::{name}"], capture_output=True, check=True).stdout


def test_the_partition_table_is_the_one_that_every_part_relies_on(tmp_path):
    table = disk.make_table(tmp_path / "disk.img")
    mib = {number: (part.start // _MIB, part.size // _MIB) for number, part in table.items()}
    assert mib == {
        1: (1, 64),
        2: (65, 96),
        3: (161, 96),
        4: (257, 3839),
        5: (258, 900),
        6: (1159, 900),
        7: (2060, 2036),
    }
    assert all(part.start % _MIB == 0 and part.size % _MIB == 0 for part in table.values())
    with (tmp_path / "disk.img").open("rb") as image:
        assert image.read(512)[0x1B8:0x1BC] == bytes.fromhex("4b494f53")[::-1]


def test_what_boot_script_and_updater_call_the_partitions_is_in_the_table():
    uuid = "4b494f53"
    assert f"root=PARTUUID={uuid}-0${{root_part}}" in disk.BOOT_SCRIPT.read_text()
    updater = (disk.FOLDER / "overlay/etc/rauc/system.conf").read_text()
    assert [f"by-partuuid/{uuid}-0{number}" in updater for number in (2, 3, 5, 6)] == [True] * 4
    assert f"compatible={COMPATIBLE}" in updater
    assert "/etc/rauc/keyring.pem" in updater
    environment = (disk.FOLDER / "overlay/etc/fw_env.config").read_text().split()
    assert int(environment[-1], 16) == uboot_environment.SIZE


def test_the_kernel_partition_holds_kernel_ram_disk_and_arguments(slot_folder):
    kernel = slot_folder / slot.KERNEL
    assert read_fat(kernel, "vmlinuz") == b"kernel"
    assert read_fat(kernel, "initrd.img") == b"initial RAM disk"
    assert read_fat(kernel, "cmdline.txt") == b"further_bootargs=quiet\n"


def test_the_root_holds_the_system_without_kernel_and_logs(slot_folder):
    listed = subprocess.run(
        ["unsquashfs", "-l", "-d", "", slot_folder / slot.ROOT], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "/usr/lib/os-release" in listed
    assert "/boot" in listed
    assert not [
        name for name in listed if name.startswith(("/boot/", "/var/log/", "/usr/lib/u-boot", "/usr/lib/linux-"))
    ]


def test_two_builds_of_the_same_root_are_equal_byte_for_byte(root, slot_folder, tmp_path):
    slot.make_kernel_partition(root, "further_bootargs=quiet\n", 40 * _MIB, tmp_path)
    slot.make_root_partition(root, 40 * _MIB, _EPOCH, tmp_path)
    for name in (slot.KERNEL, slot.ROOT):
        assert (tmp_path / name).read_bytes() == (slot_folder / name).read_bytes()


def test_a_root_that_outgrows_its_partition_is_refused(root, tmp_path):
    with pytest.raises(Refusal, match="the root has") as refused:
        slot.make_root_partition(root, 100, _EPOCH, tmp_path)
    assert "partitions.sfdisk" in refused.value.remedy


def test_a_root_without_a_kernel_is_refused(tmp_path):
    (tmp_path / "boot").mkdir()
    with pytest.raises(Refusal, match="one kernel was expected in /boot, there are 0"):
        slot.kernel_version(tmp_path)


def test_arguments_of_the_kernel_are_one_line_without_comments():
    assert slot.further_bootargs("# why\nquiet\nlockdown=integrity  # and why\n", "console=ttyAMA0") == (
        "further_bootargs=quiet lockdown=integrity console=ttyAMA0\n"
    )


def test_the_boot_partition_starts_the_right_boards_and_offers_no_prompt(root, tmp_path):
    boot = disk.make_boot_partition(root, 64 * _MIB, tmp_path, has_pi_firmware=False)
    variables = uboot_environment.decode(read_fat(boot, "uboot.env"))
    assert variables == {
        "bootcmd": "run distro_bootcmd",
        "bootdelay": "-2",
        "BOOT_ORDER": "A B",
        "BOOT_A_LEFT": "3",
        "BOOT_B_LEFT": "3",
    }
    assert b"vitale-kiosk: slot=" in read_fat(boot, "boot.scr")
    assert b"kernel=u-boot.bin" in read_fat(boot, "config.txt")
    listed = subprocess.run(["mdir", "-b", "-i", boot, "::"], capture_output=True, text=True, check=True).stdout
    assert "bcm2711-rpi-4-b.dtb" in listed
    assert "zero" not in listed


def test_everything_lands_where_the_table_says(slot_folder, tmp_path):
    image = tmp_path / "disk.img"
    disk.assemble(image, {3: slot_folder / slot.KERNEL, 5: slot_folder / slot.ROOT})
    table = disk.partitions(image)
    assert read_fat(image, "vmlinuz", table[3].start) == b"kernel"
    with image.open("rb") as file:
        file.seek(table[5].start)
        assert file.read(4) == b"hsqs"
    assert image.stat().st_size == disk.DISK_BYTES
    assert image.stat().st_blocks * 512 < 16 * _MIB


def test_what_does_not_fit_its_partition_is_refused(tmp_path):
    (big := tmp_path / "big").touch()
    os.truncate(big, 65 * _MIB)
    with pytest.raises(Refusal, match="big does not fit in partition 1"):
        disk.assemble(tmp_path / "disk.img", {1: big})


def test_the_data_partition_is_a_clean_ext4_that_fills_its_place(tmp_path):
    size = disk.make_table(tmp_path / "disk.img")[7].size
    data = disk.make_data_partition(size, _EPOCH, tmp_path)
    assert data.stat().st_size == size
    subprocess.run(["e2fsck", "-f", "-n", data], check=True, capture_output=True)


def test_a_file_appears_under_its_name_only_when_it_is_whole(tmp_path):
    target = tmp_path / "out" / "kiosk.img"
    with pytest.raises(Refusal):
        disk.publish(tmp_path / "missing", target)
    assert list(target.parent.iterdir()) == []
    (made := tmp_path / "made").write_bytes(b"whole")
    disk.publish(made, target)
    assert target.read_bytes() == b"whole"


def test_holes_stay_holes(tmp_path):
    (content := tmp_path / "content").write_bytes(b"a" + bytes(4 * _MIB))
    (target := tmp_path / "target").touch()
    os.truncate(target, 8 * _MIB)
    disk.write_at(target, _MIB, content)
    assert target.read_bytes()[_MIB : _MIB + 2] == b"a\0"
    assert target.stat().st_blocks * 512 <= 2 * _MIB


@pytest.fixture(scope="module")
def signing(tmp_path_factory) -> Signing:
    return given(None, None, None, tmp_path_factory.mktemp("trial"))


@pytest.fixture(scope="module")
def bundle(slot_folder, signing, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("bundle") / "update.raucb"
    make_bundle(slot_folder, "1.2.3", signing, target)
    return target


def told_of(bundle: Path, authority: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Have RAUC check a bundle as the kiosk does."""
    configuration = tmp_path / "system.conf"
    configuration.write_text(
        f"[system]\ncompatible={COMPATIBLE}\nbootloader=noop\nbundle-formats=verity\n"
        f"[keyring]\npath={authority}\ncheck-purpose=codesign\n"
    )
    return subprocess.run(
        ["rauc", "--conf", configuration, "info", bundle], capture_output=True, text=True, check=False
    )


def test_a_bundle_carries_both_partitions_of_a_slot_signed(bundle, signing, tmp_path):
    told = told_of(bundle, signing.keyring, tmp_path)
    assert told.returncode == 0, told.stderr
    assert re.search(r"Compatible:\s+'vitale-kiosk-rpi-arm64'", told.stdout)
    assert re.search(r"Version:\s+'1\.2\.3'", told.stdout)
    assert "verity" in told.stdout
    assert slot.ROOT in told.stdout
    assert slot.KERNEL in told.stdout


def test_a_bundle_of_another_authority_is_refused(slot_folder, signing, tmp_path):
    make_authority(tmp_path / "foreign", "foreign")
    files = [tmp_path / "foreign" / name for name in ("ca.pem", "signer.pem", "signer.key")]
    make_bundle(slot_folder, "1.2.3", Signing(*files, is_for_trial=True), tmp_path / "foreign.raucb")
    told = told_of(tmp_path / "foreign.raucb", signing.keyring, tmp_path)
    assert told.returncode != 0
    assert "unable to get local issuer certificate" in told.stderr


def test_a_bundle_whose_signature_was_touched_is_refused(bundle, signing, tmp_path):
    content = bytearray(bundle.read_bytes())
    content[-100] ^= 1
    (touched := tmp_path / "touched.raucb").write_bytes(bytes(content))
    assert told_of(touched, signing.keyring, tmp_path).returncode != 0


def test_a_bundle_without_a_signature_is_refused(bundle, signing, tmp_path):
    (cut := tmp_path / "cut.raucb").write_bytes(bundle.read_bytes()[:8192])
    assert told_of(cut, signing.keyring, tmp_path).returncode != 0


def test_the_signer_of_trials_stays_the_same(signing):
    again = given(None, None, None, signing.keyring.parent)
    assert again == signing
    assert again.key.stat().st_mode & 0o077 == 0


def test_half_of_a_signer_is_refused(signing, tmp_path):
    with pytest.raises(Refusal, match="an authority, a certificate and its key"):
        given(signing.keyring, None, None, tmp_path)
    with pytest.raises(Refusal, match="is not there"):
        given(tmp_path / "nowhere.pem", signing.certificate, signing.key, tmp_path)

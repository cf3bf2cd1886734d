"""Which bundles the image takes, decided by the real RAUC; that a slot is written shows `make image-test-full`."""

import contextlib
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from config.slots import Bundle, booted_slot, bundle_of
from image.make import signing
from image.make.bundle import COMPATIBLE, make_bundle
from image.make.signing import Signing, make_authority
from image.make.slot import KERNEL, ROOT
from tests.image.kiosk_root import OVERLAY, KioskRoot
from tests.mounting import require


@pytest.fixture(scope="module")
def bundles(tmp_path_factory) -> Path:
    """One bundle of the vendor, one of a stranger, each of version 1.2.3."""
    folder = tmp_path_factory.mktemp("bundles")
    slot = folder / "slot"
    slot.mkdir()
    for name in (KERNEL, ROOT):
        (slot / name).write_bytes(random.Random(name).randbytes(1 << 16))  # noqa: S311 - no secret
    for name in ("vendor", "stranger", "web server"):
        make_authority(folder / name, name)
        if name == "web server":
            serve_web(folder / name)
        own = folder / name
        files = Signing(own / "ca.pem", own / "signer.pem", own / "signer.key", is_for_trial=True)
        make_bundle(slot, "1.2.3", files, folder / f"{name}.raucb")
    return folder


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory, bundles) -> Iterator[KioskRoot]:
    require("rauc", "systemd-sysusers")
    with contextlib.closing(KioskRoot(tmp_path_factory.mktemp("kiosk"))) as root:
        shutil.copy(bundles / "vendor/ca.pem", root.path / "etc/rauc/keyring.pem")
        yield root


def serve_web(folder: Path) -> None:
    """Give the authority's folder a signer whose certificate is good for a web server and not for code."""
    key, name = ec.generate_private_key(ec.SECP256R1()), signing._name("web server")
    begin = signing._certificate(name, name, key.public_key(), timedelta(days=1))
    authority = begin.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, SHA256())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    signer_key = ec.generate_private_key(ec.SECP256R1())
    signer = signing._certificate(signing._name("server"), name, signer_key.public_key(), timedelta(days=1))
    (folder / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "signer.pem").write_bytes(
        signer.add_extension(usage, critical=False).sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    (folder / "signer.key").write_bytes(signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@contextlib.contextmanager
def trusted(kiosk: KioskRoot, authority: Path) -> Iterator[None]:
    """Put an authority beside the vendor's for the block."""
    keyring = kiosk.path / "etc/rauc/keyring.pem"
    vendor = keyring.read_text()
    keyring.write_text(vendor + authority.read_text())
    try:
        yield
    finally:
        keyring.write_text(vendor)


def info(kiosk: KioskRoot, bundle: Path):
    """Ask as the console does (`System.bundle`)."""
    return kiosk.run("rauc", "info", "--output-format=json", "--", str(bundle))


def test_a_bundle_of_the_vendor_tells_its_version(kiosk, bundles):
    done = info(kiosk, bundles / "vendor.raucb")
    assert done.returncode == 0, done.stderr
    assert bundle_of(done.stdout.splitlines()) == Bundle("1.2.3", COMPATIBLE)


def test_a_bundle_of_a_stranger_is_refused(kiosk, bundles):
    done = info(kiosk, bundles / "stranger.raucb")
    assert done.returncode != 0
    assert "unable to get local issuer certificate" in done.stderr


@pytest.mark.parametrize("place", ["signature", "length", "cut"])
def test_a_tampered_bundle_is_refused(kiosk, bundles, tmp_path, place):
    content = bytearray((bundles / "vendor.raucb").read_bytes())
    if place == "signature":
        content[-200] ^= 1
    elif place == "length":
        content[-1] ^= 1
    else:
        del content[len(content) // 2 :]
    (tmp_path / "tampered.raucb").write_bytes(content)
    assert info(kiosk, tmp_path / "tampered.raucb").returncode != 0


def test_a_certificate_for_another_purpose_signs_no_bundle(kiosk, bundles):
    with trusted(kiosk, bundles / "web server/ca.pem"):
        done = info(kiosk, bundles / "web server.raucb")
    assert done.returncode != 0
    assert "purpose" in done.stderr


def test_the_site_s_authority_may_stand_beside_the_vendor_s(kiosk, bundles):
    with trusted(kiosk, bundles / "stranger/ca.pem"):
        assert info(kiosk, bundles / "stranger.raucb").returncode == 0
        assert info(kiosk, bundles / "vendor.raucb").returncode == 0


def test_slots_and_board_are_those_of_the_build():
    text = (OVERLAY / "etc/rauc/system.conf").read_text()
    assert f"compatible={COMPATIBLE}\n" in text
    table = (OVERLAY.parent / "partitions.sfdisk").read_text()
    disk = next(line.removeprefix("label-id: 0x") for line in table.splitlines() if line.startswith("label-id"))
    devices = [line.rpartition("/")[2] for line in text.splitlines() if line.startswith("device=")]
    assert devices == [f"{disk}-{number:02}" for number in (2, 5, 3, 6)]
    assert (OVERLAY / "etc/udev/rules.d/60-vitale-kiosk.rules").read_text().count(f"{disk}-*") == 1


DEBIANS_POLICY = """\
<busconfig>
  <policy context="default"><allow send_destination="de.pengutronix.rauc"/></policy>
  <policy user="root"><allow own="de.pengutronix.rauc"/></policy>
</busconfig>
"""
"""As in Debian's rauc-service: whoever asks may install."""

ENVIRONMENT = """\
#!/bin/sh
echo "$@" >> /run/asked
case "$*" in *LEFT*) echo "$2=3" ;; *ORDER*) echo "$2=A B" ;; esac
"""


@pytest.fixture
def service(kiosk) -> Iterator[KioskRoot]:
    """RAUC's service on a bus of its own; U-Boot's environment always says the same and notes who asks."""
    (kiosk.path / "usr/share/dbus-1/system.d/de.pengutronix.rauc.conf").write_text(DEBIANS_POLICY)
    for name in ("fw_printenv", "fw_setenv"):
        (kiosk.path / "usr/bin" / name).write_text(ENVIRONMENT)
        (kiosk.path / "usr/bin" / name).chmod(0o755)
    (kiosk.path / "data/rauc").mkdir(exist_ok=True, parents=True)
    with kiosk.bus(), kiosk.running("rauc", "service", "--override-boot-slot=A"):
        kiosk.wait_for("rauc", "status")
        yield kiosk


def as_user(user: int, *command: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command)


def test_the_console_learns_from_rauc_which_slot_runs_and_keeps_it(service):
    told = service.run(*as_user(900, "rauc", "status", "--detailed", "--output-format=json"))
    slot = booted_slot(told.stdout.splitlines())
    assert (slot.name, slot.is_from_factory) == ("A", True)
    kept = service.run(*as_user(900, "rauc", "status", "mark-good", "booted"))
    assert kept.returncode == 0, kept.stderr
    assert "BOOT_A_LEFT 3" in (service.path / "run/asked").read_text()


def test_nobody_else_may_ask_rauc_for_anything(service):
    done = service.run(*as_user(65534, "rauc", "status"))
    assert done.returncode != 0
    assert "Rejected send message" in done.stderr

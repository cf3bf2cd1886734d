"""A machine in QEMU that starts the image's disk, seen from outside: two serial lines, a panel, a plug."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.image.qmp import Qmp
from tests.image.serial_line import SerialLine, connect

UBOOT = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")
"""From Debian's u-boot-qemu."""

PANEL_WIDTH_PX, PANEL_HEIGHT_PX = 1280, 800
_EXIT_S = 30.0


@dataclass(frozen=True)
class Forward:
    """A service of the host that the guest finds at an address of its own network."""

    guest_address: str
    guest_port: int
    host_port: int


def plain_drive(disk: Path) -> list[str]:
    return ["-drive", f"if=none,id=disk,format=raw,file={disk}"]


def virt(*, forwards: Sequence[Forward] = (), card_ports: Sequence[int] = ()) -> list[str]:
    """The board `virt` with U-Boot, a panel, and the technician's USB-to-serial adapter; its drive is `disk`.

    Nothing leaves the machine: the network reaches the forwarded services of the host and no other. The kernel gets no
    seed for its place in memory: it then shares its page tables with the programs, and starts in three quarters of the
    time, as QEMU forgets all it translated at every change of page tables.
    """
    network = "user,id=lan,restrict=on"
    for port in card_ports:
        network += f",hostfwd=tcp:127.0.0.1:{port}-:{port}"
    for forward in forwards:
        relay = f"python3 {Path(__file__).with_name('relay.py')} {forward.host_port}"
        network += f",guestfwd=tcp:{forward.guest_address}:{forward.guest_port}-cmd:{relay}"
    return [
        "-M", "virt,dtb-kaslr-seed=off", "-cpu", "cortex-a72", "-smp", "2", "-m", "1536",
        "-bios", str(UBOOT), "-serial", "chardev:boot",
        "-device", "virtio-blk-pci,drive=disk", "-device", "virtio-rng-pci",
        "-device", "qemu-xhci", "-device", "usb-serial,chardev=technician",
        "-device", f"virtio-gpu-pci,xres={PANEL_WIDTH_PX},yres={PANEL_HEIGHT_PX}", "-device", "virtio-tablet-pci",
        "-device", "virtio-serial-pci", "-device", "virtserialport,chardev=control,name=kiosk.control",
        "-netdev", network, "-device", "virtio-net-pci,netdev=lan,romfile=",
    ]  # fmt: skip


def raspberry_pi_3(disk: Path, uboot: Path, device_tree: Path) -> list[str]:
    """The board `raspi3b`; U-Boot is started in the place of the closed firmware, which QEMU does not have.

    U-Boot, and later the technician's login, are on the second serial line: the GPIO header's.
    """
    return [
        "-M", "raspi3b", "-kernel", str(uboot), "-dtb", str(device_tree), "-drive", f"if=sd,format=raw,file={disk}",
        "-serial", "null", "-serial", "chardev:boot",
    ]  # fmt: skip


class Machine:
    """Runs from the moment it is made; the boot log stands on one line, the technician's console on the other."""

    def __init__(self, arguments: Sequence[str], folder: Path, *, restarts: bool = False) -> None:
        self._sockets = Path(tempfile.mkdtemp(prefix="machine-"))  # a Unix socket's path has 107 bytes at most
        command = ["qemu-system-aarch64", *arguments, "-display", "none", "-qmp", self._listening("qmp")]
        command += [] if restarts else ["-no-reboot"]
        for name in ("boot", "technician", "control"):
            command += ["-chardev", f"socket,id={name},path={self._sockets / name},server=on,wait=off"]
        self._errors = (folder / "qemu.log").open("ab")
        self.began_s = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors)
        try:
            self.qmp = Qmp(self._sockets / "qmp")
            self.boot = SerialLine(self._sockets / "boot", folder / "boot.log")
            self.technician = SerialLine(self._sockets / "technician", folder / "technician.log")
            self.control = connect(self._sockets / "control")
            """To the relay of the test image."""
        except OSError:
            self.process.kill()
            raise

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.began_s

    def wait_for_slot(self, timeout_s: float) -> str:
        """Return which slot U-Boot chose."""
        return self.boot.expect(r"vitale-kiosk: slot=(\w)", timeout_s)[1].decode()

    def wait_for_end(self, timeout_s: float) -> None:
        """Wait until the guest restarts or switches itself off."""
        self.process.wait(timeout_s)
        self._close()

    def plug_in(self, stick: Path) -> Callable[[], None]:
        """Plug a memory stick in; what is returned pulls it out again."""
        name = stick.stem
        self.qmp.ask(
            "blockdev-add", **{"driver": "raw", "node-name": name, "read-only": True},
            file={"driver": "file", "filename": str(stick)},
        )  # fmt: skip
        self.qmp.ask("device_add", driver="usb-storage", id=f"stick-{name}", drive=name)

        def pull_out() -> None:
            self.qmp.ask("device_del", id=f"stick-{name}")

        return pull_out

    def cut_power(self) -> None:
        self.process.kill()
        self.process.wait(_EXIT_S)
        self._close()

    def _listening(self, name: str) -> str:
        return f"unix:{self._sockets / name},server=on,wait=off"

    def _close(self) -> None:
        for line in (self.boot, self.technician, self.control, self.qmp):
            with contextlib.suppress(OSError):
                line.close()
        self._errors.close()
        shutil.rmtree(self._sockets, ignore_errors=True)


def copy_disk(image: Path, disk: Path) -> None:
    """Give a guest a disk of its own, with the holes of the image."""
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", image, disk], check=True)


@contextlib.contextmanager
def running(arguments: Sequence[str], folder: Path, *, restarts: bool = False) -> Iterator[Machine]:
    """Start a machine and cut its power at the end of the block, if it still has any."""
    machine = Machine(arguments, folder, restarts=restarts)
    try:
        yield machine
    finally:
        if machine.process.poll() is None:
            machine.cut_power()

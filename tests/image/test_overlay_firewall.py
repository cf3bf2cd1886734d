"""The firewall with real packets: the kiosk in one network namespace, the hospital in another, a cable between them."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.firewall import Partner, rules
from tests.image import network_probe
from tests.image.kiosk_root import KioskRoot
from tests.mounting import require

pytestmark = pytest.mark.xdist_group("firewall")

KIOSK, HOSPITAL = "10.77.0.2", "10.77.0.1"
PARTNERS = [Partner("insi", "insi.localhost", 8443), Partner("printer", HOSPITAL, 9100)]
PROBE = [sys.executable, network_probe.__file__]
USERS = {"kiosk": 900, "systemd-resolve": 6101, "systemd-timesync": 6102, "nobody": 65534}


class Network:
    def __init__(self, root: KioskRoot, programs: contextlib.ExitStack) -> None:
        """What it runs ends with `programs`."""
        self.root = root
        hospital = ["unshare", "--net", "sh", "-c", "ip link set lo up; echo ready; exec cat"]
        peer = programs.enter_context(held(hospital)).pid
        self._in_hospital = ["nsenter", f"--net=/proc/{peer}/ns/net"]
        for command in (
            "ip link set lo up",
            f"ip link add name cable0 type veth peer name cable1 netns {peer}",
            f"ip address add {KIOSK}/24 dev cable0",
            "ip link set cable0 up",
        ):
            done = root.run(*command.split())
            assert done.returncode == 0, done.stderr
        for command in (f"ip address add {HOSPITAL}/24 dev cable1", "ip link set cable1 up"):
            subprocess.run([*self._in_hospital, *command.split()], check=True)
        ports = ["tcp:8443", "tcp:9100", "tcp:443", "tcp:22", "tcp:53", "udp:53", "udp:123"]
        programs.enter_context(held([*self._in_hospital, *PROBE, "answer", *ports]))
        enter = root.command()[: root.command().index("chroot")]
        self._in_kiosk = [word for word in enter if "--mount" not in word]
        programs.enter_context(held([*self._in_kiosk, *PROBE, "answer", "tcp:8443", "tcp:22", "udp:123"]))

    def ask(self, kind: str, account: str, port: int, address: str = HOSPITAL) -> str:
        """Ask from the kiosk."""
        return self._ask(self._in_kiosk, kind, USERS.get(account, 0), address, port)

    def ask_from_hospital(self, kind: str, port: int) -> str:
        return self._ask(self._in_hospital, kind, 0, KIOSK, port)

    def load(self, rules: str) -> None:
        done = self.root.run("nft", "-f", "-", stdin=rules)
        assert done.returncode == 0, done.stderr

    @staticmethod
    def _ask(where: list[str], kind: str, user: int, address: str, port: int) -> str:
        command = [*where, *PROBE, "ask", kind, str(user), address, str(port)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.strip()


@contextlib.contextmanager
def held(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program that says when it is ready for the block."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Iterator[Network]:
    require("nft", "ip", "systemd-sysusers")
    with contextlib.closing(KioskRoot(tmp_path_factory.mktemp("kiosk"))) as root, contextlib.ExitStack() as programs:
        passwd = root.path / "etc/passwd"
        kept = [line for line in passwd.read_text().splitlines() if line.partition(":")[0] not in USERS]
        accounts = [f"{name}:x:{user}:{user}::/:/bin/false" for name, user in USERS.items()]
        passwd.write_text("\n".join([*kept, *accounts, ""]))
        yield Network(root, programs)


@pytest.fixture
def started(network) -> Network:
    """As after nftables.service, before the configuration was read."""
    network.load((network.root.path / "etc/nftables.conf").read_text())
    return network


@pytest.fixture
def configured(started) -> Network:
    started.load(rules(PARTNERS))
    return started


def test_without_a_firewall_everything_is_answered(network):
    network.load("flush ruleset")
    assert network.ask("tcp", "nobody", 22) == network.ask_from_hospital("tcp", 22) == "answered"


@pytest.mark.parametrize(("kind", "port"), [("tcp", 8443), ("tcp", 22), ("udp", 123)])
def test_in_comes_nothing_and_nobody_is_told_that_a_kiosk_is_there(configured, kind, port):
    assert configured.ask_from_hospital(kind, port) == "silent"


def test_before_the_configuration_only_name_and_time_get_out(started):
    assert started.ask("udp", "systemd-timesync", 123) == "answered"
    assert started.ask("udp", "systemd-resolve", 53) == "answered"
    assert started.ask("tcp", "systemd-resolve", 53) == "answered"
    assert started.ask("tcp", "kiosk", 8443) == "forbidden"


@pytest.mark.parametrize("port", [8443, 9100])
def test_the_kiosk_reaches_the_services_of_the_configuration(configured, port):
    assert configured.ask("tcp", "kiosk", port) == "answered"


@pytest.mark.parametrize(
    ("kind", "account", "port"),
    [
        ("tcp", "kiosk", 443), ("tcp", "kiosk", 22), ("udp", "kiosk", 53), ("udp", "kiosk", 123),
        ("tcp", "nobody", 8443), ("tcp", "root", 8443), ("tcp", "systemd-timesync", 8443), ("udp", "nobody", 53),
    ],
)  # fmt: skip
def test_everything_else_is_refused_at_once(configured, kind, account, port):
    assert configured.ask(kind, account, port) == "forbidden"


def test_a_printer_s_port_is_open_at_its_own_address_alone(configured):
    assert configured.ask("tcp", "kiosk", 9100, "10.77.0.9") == "forbidden"


def test_a_commit_takes_effect_at_once_and_forgets_what_was_before(configured):
    configured.load(rules([Partner("insi", HOSPITAL, 443)]))
    assert configured.ask("tcp", "kiosk", 443) == "answered"
    assert configured.ask("tcp", "kiosk", 8443) == "forbidden"


def test_a_file_cut_short_leaves_the_rules_as_they_are(configured):
    broken = rules([Partner("insi", HOSPITAL, 443)])[:-20]
    assert configured.root.run("nft", "-f", "-", stdin=broken).returncode != 0
    assert configured.ask("tcp", "kiosk", 8443) == "answered"


def test_the_files_are_what_nft_reads(network):
    assert network.root.run("nft", "--check", "--file", "/etc/nftables.conf").returncode == 0
    assert Path(network.root.path / "etc/nftables.conf").read_text().startswith("#!/usr/sbin/nft -f")

"""Address, firewall and time follow a commit; what did not change is left alone."""

import pytest

from config.machine_settings import FIREWALL, LOCAL_TIME, NETWORK, TIME_SERVERS, main, take_up
from config.settings import Settings, read
from config.taken_up import TakenUp, taken_up
from tests.unit.config.test_settings import SMALLEST


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


class Machine:
    def __init__(self, run_dir) -> None:
        self.run_dir = run_dir
        self.ran: list[list[str]] = []
        self.works = True

    def take_up(self, more: str = "") -> bool:
        self.ran = []
        settings = read(SMALLEST + more, self.run_dir)
        assert isinstance(settings, Settings), settings
        return take_up(settings, self.run_dir, self._run)

    def lines(self, file) -> list[str]:
        return (self.run_dir / file).read_text().splitlines()

    def _run(self, command) -> bool:
        self.ran.append(list(command))
        return self.works


def test_a_kiosk_asks_the_network_for_its_address_until_told_otherwise(machine):
    assert machine.take_up()
    assert "DHCP=yes" in machine.lines(NETWORK)
    assert machine.lines(TIME_SERVERS) == ["[Time]", "NTP="]
    assert (machine.run_dir / LOCAL_TIME).readlink().as_posix() == "/usr/share/zoneinfo/Europe/Paris"


def test_a_fixed_address_comes_with_its_gateway_and_name_servers(machine):
    machine.take_up(
        '[network]\naddress = "10.0.0.7/24"\ngateway = "10.0.0.1"\nname_servers = ["10.0.0.2", "10.0.0.3"]\n'
    )
    assert machine.lines(NETWORK)[-4:] == ["Address=10.0.0.7/24", "Gateway=10.0.0.1", "DNS=10.0.0.2", "DNS=10.0.0.3"]


def test_time_servers_and_zone_are_the_site_s(machine):
    machine.take_up('[time]\nservers = ["10.0.0.4", "time.localhost"]\nzone = "Indian/Reunion"\n')
    assert machine.lines(TIME_SERVERS)[1] == "NTP=10.0.0.4 time.localhost"
    assert (machine.run_dir / LOCAL_TIME).readlink().name == "Reunion"


def test_only_what_changed_is_started_anew(machine):
    machine.take_up()
    assert [command[0] for command in machine.ran] == ["nft", "networkctl", "systemctl"]
    machine.take_up()
    assert [command[0] for command in machine.ran] == ["nft"]
    machine.take_up('[time]\nservers = ["10.0.0.4"]\n')
    assert [command[0] for command in machine.ran] == ["nft", "systemctl"]


def test_the_firewall_is_filled_from_the_file_that_was_written(machine):
    machine.take_up()
    assert machine.ran[0] == ["nft", "--file", str(machine.run_dir / FIREWALL)]
    assert "tcp dport 8443" in machine.lines(FIREWALL)[1]


def test_a_program_that_fails_is_told_and_the_rest_is_done(machine):
    machine.works = False
    assert not machine.take_up()
    assert len(machine.ran) == 3


def test_a_new_kiosk_has_nothing_to_take_up(tmp_path):
    assert main([str(tmp_path / "kiosk.toml")]) == 0


def test_a_configuration_with_mistakes_leaves_the_machine_as_it_is(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text("[establishment")
    assert main([str(tmp_path / "kiosk.toml")]) == 1
    assert "mistakes" in capsys.readouterr().err


def test_what_was_taken_up_is_told(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST)
    assert taken_up(file.read_bytes(), tmp_path) is TakenUp.NOWHERE
    (tmp_path / "kiosk-settings").mkdir()
    assert taken_up(file.read_bytes(), tmp_path) is TakenUp.NOT_YET
    assert main([str(file)], tmp_path, lambda _: True) == 0
    assert taken_up(file.read_bytes(), tmp_path) is TakenUp.WHOLLY
    assert taken_up(b"another", tmp_path) is TakenUp.NOT_YET
    assert main([str(file)], tmp_path, lambda _: False) == 1
    assert taken_up(file.read_bytes(), tmp_path) is TakenUp.IN_PART


def test_a_commit_in_the_middle_is_taken_up_too(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST)
    (tmp_path / "kiosk-settings").mkdir()

    def run(command) -> bool:
        if command[0] == "networkctl":
            file.write_text(f'{SMALLEST}[time]\nservers = ["10.0.0.4"]\n')
        return True

    assert main([str(file)], tmp_path, run) == 0
    assert (tmp_path / TIME_SERVERS).read_text().endswith("NTP=10.0.0.4\n")
    assert taken_up(file.read_bytes(), tmp_path) is TakenUp.WHOLLY


@pytest.mark.parametrize(
    "section",
    [
        '[network]\naddress = "10.0.0.7/24"\n',
        '[network]\naddress = "10.0.0.7/24"\ngateway = "10.0.1.1"\n',
        '[network]\naddress = "10.0.0.7/24"\ngateway = "10.0.0.7"\n',
        '[network]\naddress = "10.0.0.300/24"\ngateway = "10.0.0.1"\n',
        '[network]\nname_servers = ["10.0.0.300"]\n',
        '[time]\nzone = "Europe/Valmont"\n',
        '[time]\nzone = "../../etc/shadow"\n',
        '[time]\nservers = ["one two"]\n',
        '[update]\nurl = "http://localhost/kiosk.raucb"\n',
    ],
)
def test_what_cannot_be_taken_up_is_a_mistake_in_the_configuration(tmp_path, section):
    assert isinstance(read(SMALLEST + section, tmp_path), list)

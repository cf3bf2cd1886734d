"""What the firewall lets out follows from the configuration; that the kernel takes it is shown in tests/image."""

import pytest

from config.firewall import Partner, partners, rules
from config.settings import Settings, read
from tests.unit.config.test_settings import SMALLEST


def configured(tmp_path, text: str = SMALLEST) -> Settings:
    settings = read(text, tmp_path)
    assert isinstance(settings, Settings)
    return settings


def test_the_teleservice_is_reached_at_its_port(tmp_path):
    text = SMALLEST.replace("https://localhost:8443/lps", "https://localhost/lps")
    assert partners(configured(tmp_path, text))[0] == Partner("insi", "localhost", 443)


def test_a_printer_on_the_network_and_an_update_server_are_reached_too(tmp_path):
    text = SMALLEST.replace('driver = "disabled"', 'driver = "escpos-tcp"\nhost = "10.1.2.3"')
    found = partners(configured(tmp_path, text + '[update]\nurl = "https://localhost:8443/kiosk.raucb"\n'))
    assert found[1:] == [Partner("update", "localhost", 8443), Partner("printer", "10.1.2.3", 9100)]


def test_an_address_is_held_to_and_a_name_opens_its_port_alone():
    written = rules([Partner("a", "10.1.2.3", 9100), Partner("b", "fd00::7", 443), Partner("c", "printer", 515)])
    assert written.splitlines() == [
        "flush chain inet kiosk configured",
        'add rule inet kiosk configured meta skuid "kiosk" ip daddr 10.1.2.3 tcp dport 9100 accept comment "a"',
        'add rule inet kiosk configured meta skuid "kiosk" ip6 daddr fd00::7 tcp dport 443 accept comment "b"',
        'add rule inet kiosk configured meta skuid "kiosk" tcp dport 515 accept comment "c"',
    ]


@pytest.mark.parametrize("host", ["x accept", '10.0.0.1" accept', "10.0.0.1; flush ruleset", "::1%eth0 accept"])
def test_no_word_of_a_host_reaches_the_rules(host):
    assert host not in rules([Partner("insi", host, 443)])

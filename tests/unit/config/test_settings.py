"""A configuration is read whole, or every mistake in it is named at once."""

from pathlib import Path

import pytest

import config
from config.draft import Draft
from config.mistakes import keys_of
from config.settings import Settings, load
from kiosk.i18n import languages
from kiosk.insi.environment import Environment

EXAMPLE = Path(config.__file__).parent / "kiosk.toml"

SMALLEST = """
[establishment]
id = "10B0152872"
name = "Centre hospitalier de Valmont"
[insi]
url = "https://localhost:8443/lps"
environment = "qualification"
ca_file = "ca.pem"
certificate_file = "client.pem"
key_file = "client.key"
idam = "TESTSGIE0000"
[card_reader]
driver = "pcsc"
[printer]
driver = "disabled"
"""


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes):
        file = tmp_path / "kiosk.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(file)

    return read


def test_the_ten_keys_without_a_default_are_enough(read, tmp_path):
    settings = read(SMALLEST)
    assert isinstance(settings, Settings)
    assert settings.insi.environment is Environment.QUALIFICATION
    assert settings.insi.ca_file == tmp_path / "ca.pem"
    assert settings.panel.width_px == 1280
    assert settings.control_socket == settings.state_dir / "control.socket"


def test_a_recorded_card_is_looked_for_beside_the_configuration(read, tmp_path):
    settings = read(SMALLEST.replace('driver = "pcsc"', 'driver = "replay"\ntrace = "card.trace"'))
    assert settings.card_reader.trace == tmp_path / "card.trace"


def test_a_socket_whose_path_is_longer_than_a_socket_s_address_is_refused(tmp_path):
    fits, too_long = (SMALLEST + f'[control]\nsocket = "/{"s" * length}"\n' for length in (106, 107))
    file = tmp_path / "kiosk.toml"
    file.write_text(fits)
    assert isinstance(load(file), Settings)
    file.write_text(too_long)
    assert [mistake.text for mistake in load(file)] == [
        "the path of the socket has 108 bytes, 107 at most are possible"
    ]


def test_a_home_of_nobody_is_a_folder_like_any_other(read, tmp_path):
    settings = read(SMALLEST + '[storage]\nstate_dir = "~no-such-user/state"\n[control]\nsocket = "~no-such-user/s"\n')
    assert settings.state_dir == tmp_path / "~no-such-user" / "state"
    assert settings.control_socket == tmp_path / "~no-such-user" / "s"


def test_the_commented_example_is_valid():
    assert isinstance(load(EXAMPLE), Settings)


def test_the_example_shows_every_key_that_is_not_a_drivers_own():
    shown = EXAMPLE.read_text("utf-8")
    for key, _ in keys_of(Settings):
        section, _, name = key.partition(".")
        if section not in {"card_reader", "printer", "speaker", "indicator"}:
            assert f"\n{name} = " in shown or f"\n# {name} = " in shown, key


def test_every_mistake_is_named_at_once(read):
    text = (
        SMALLEST.replace('idam = "TESTSGIE0000"\n', "")
        .replace('environment = "qualification"', 'environment = "test"')
        .replace("https://localhost", "http://localhost")
        + "[panel]\nwidth_px = 12\nheigth_px = 800\n"
    )
    mistakes = read(text)
    assert {mistake.key for mistake in mistakes} == {
        "insi.idam",
        "insi.environment",
        "insi.url",
        "panel.width_px",
        "panel.heigth_px",
    }


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (("[printer]", "[printer]\npaper_width_mm = 81"), "printer.paper_width_mm: 81 is not one of 58, 80"),
        (
            ("[printer]", "[printer]\npaper_widht_mm = 80"),
            "printer.paper_widht_mm: no such key; did you mean printer.paper_width_mm?",
        ),
        (
            ('driver = "pcsc"', 'driver = "psc"'),
            'card_reader.driver: "psc" is not one of pcsc, disabled, replay',
        ),
        (('driver = "pcsc"', ""), "card_reader.driver: is missing"),
        (
            ("[printer]", "[visit]\nletter = 'AB'\n[printer]"),
            'visit.letter: "AB" is not written like A (form ^[A-Z]$)',
        ),
        (('[printer]\ndriver = "disabled"', ""), "printer: is missing"),
        (("[printer]", "[panel]\nwidth_px = 1\n[printer]"), "panel.width_px: 1 is less than 640"),
    ],
)
def test_a_mistake_says_the_value_and_what_is_allowed(read, change, mistake):
    found = read(SMALLEST.replace(*change))
    assert mistake in [str(one) for one in found]


def test_a_file_that_is_no_toml_is_said_with_its_place(read, tmp_path):
    assert "line 2" in str(read("[panel]\nnonsense\n[visit]")[0])
    assert str(read(b"\xff\xfe")[0]) == "is not UTF-8 text"
    assert str(load(tmp_path / "missing.toml")[0]) == "cannot be read: No such file or directory"
    assert str(load(tmp_path)[0]) == "cannot be read: Is a directory"


def test_the_first_page_can_be_in_every_language_there_is_and_in_no_other(read):
    assert [read(f'{SMALLEST}[visit]\nlanguage = "{language}"\n').visit.language for language in languages()] == list(
        languages()
    )
    assert not isinstance(read(f'{SMALLEST}[visit]\nlanguage = "ja"\n'), Settings)


WRONG = [
    "x",
    "-1",
    "99999999",
    "true",
    "1.5",
    "[]",
    '["a"]',
    "[1]",
    "{a=1}",
    "é" * 70,
    "nan",
    "inf",
    '""',
    "25:99",
    "[[",
]


@pytest.mark.parametrize("key", sorted({key for key, _ in keys_of(Settings)}))
def test_whatever_a_setting_is_refused_for_has_words_of_its_own_in_both_languages(key, tmp_path):
    for written in WRONG:
        for mistake in Draft(SMALLEST, tmp_path).set(key, written):
            assert mistake.kind != "other", (written, mistake.text)
            assert mistake.text_in("fr") != mistake.text_in("en")


NO_URLS = ["https://localhost:99999/", "https://[::1/", "https:///x", "https://a..b/", f"https://{'a' * 64}.example/",
           "https://localhost/\u00e9", "https://localhost/\x7f"]  # fmt: skip


@pytest.mark.parametrize("section", ["insi", "update"])
@pytest.mark.parametrize("url", NO_URLS)
def test_a_url_that_nobody_could_call_is_refused_where_it_is_set(tmp_path, section, url):
    (mistake,) = Draft(SMALLEST, tmp_path).set(f"{section}.url", url)
    assert mistake.kind == "no_url"


@pytest.mark.parametrize(
    "url", ["https://192.0.2.7/lps", "https://[2001:db8::7]:8443/lps?a=b", "https://relay.example"]
)
def test_a_url_may_name_its_host_by_an_address(tmp_path, url):
    assert Draft(SMALLEST, tmp_path).set("insi.url", url) == []


@pytest.mark.parametrize("zone", ["Europe", "leapseconds", "Mars/Olympus"])
def test_what_is_no_time_zone_is_said_so(tmp_path, zone):
    (mistake,) = Draft(SMALLEST, tmp_path).set("time.zone", zone)
    assert mistake.kind == "no_zone"


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ('address = "10.0.0.7/24"', "network.address and network.gateway are set together"),
        ('address = "10.0.0.7/24"\ngateway = "10.1.0.1"', "10.1.0.1 is no other address of 10.0.0.0/24"),
        ('address = "10.0.0.777/24"\ngateway = "10.0.0.1"', "no IPv4 address: "),
    ],
)
def test_an_address_fits_its_gateway(read, network, words):
    (mistake,) = read(f"{SMALLEST}[network]\n{network}\n")
    assert str(mistake).startswith("network: ")
    assert words in str(mistake)

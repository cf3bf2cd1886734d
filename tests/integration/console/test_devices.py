"""Device tests and certificates from the console: with the kiosk down, and with the kiosk at work."""

import contextlib
import io
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from config.console.answer import Done, last_line
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.settings import Settings, load
from config.system import System
from kiosk.control.client import ControlClient
from kiosk.durable import locked
from kiosk.problems import Problem
from tests.emulators.display import start_display
from tests.emulators.indicator.module import Module
from tests.emulators.insi.pki import PKCS12_PASSWORD, ClientCertificate, sign_request
from tests.emulators.kiosk_process import KioskProcess, running_kiosk
from tests.unit.kiosk.control.page import documented_members

pytestmark = [pytest.mark.xdist_group("console devices")]


@pytest.fixture
def site(around, tmp_path):
    """A kiosk among its emulators, console in English."""
    file = around.configure(tmp_path)
    file.write_text(file.read_text() + '\n[console]\nlanguage = "en"\n')
    return file


def steps(lines: list[str]) -> list[tuple[str, str]]:
    return [
        (match[1].strip(), match[2])
        for line in lines
        if (match := re.match(r" \d (.{16}) (ok|FAILED|-) +\d+ ms", line)) is not None
    ]


def test_insi_is_tested_step_by_step_up_to_an_answer(open_console, site):
    lines = open_console(site).ask("test insi")
    assert steps(lines) == [
        ("name and address", "ok"),
        ("connection", "ok"),
        ("our certificate", "ok"),
        ("TLS", "ok"),
        ("a search", "ok"),
    ]
    assert "CR 00" in "".join(lines)
    assert "ADRTROIS" not in "".join(lines)
    assert lines[-1] == "OK"


def test_production_is_asked_for_no_invented_person(open_console, site, around):
    console = open_console(site)
    assert console.ask("set insi.environment production")[-1] == "OK"
    assert console.ask("commit")[-1].startswith("OK")
    lines = console.ask("test insi")
    assert steps(lines)[-1] == ("a search", "-")
    assert "no invented person" in " ".join(" ".join(lines).split())
    assert around.insi.steering.requests() == []


def test_the_step_that_fails_says_what_to_do(open_console, site, around):
    around.insi.steering.fault("desir_550", None)
    lines = open_console(site).ask("test insi")
    assert steps(lines)[-1] == ("a search", "FAILED")
    assert "I-202 desir_550" in "".join(lines)
    assert any("insi.idam" in line for line in lines)
    assert lines[-1] == "ERROR S-114 insi"


def test_reader_and_printer_are_opened_by_the_console_while_the_kiosk_is_down(open_console, site, around):
    console = open_console(site)
    around.card.insert("family")
    lines = console.ask("test reader")
    assert lines[-1] == "OK", lines
    assert "carte Vitale, 2 persons" in "".join(lines)
    assert not re.search(r"ECETINSI|TOUSSAINT|MURIEL", console.seen.decode("ascii"))
    assert console.ask("test printer")[-1] == "OK"
    assert b"TEST" in around.printer.raw()
    around.printer.steer("paper out")
    assert "P-201" in "".join(console.ask("test printer"))


def test_devices_in_use_by_another_test_are_not_touched(open_console, site):
    settings = load(site)
    assert isinstance(settings, Settings)
    settings.state_dir.mkdir()
    with locked(settings.device_lock, 0):
        assert open_console(site).ask("test printer")[-1].startswith("ERROR S-108")


def paste(console, pem: str) -> list[str]:
    console.type("cert install")
    console.wait_for(re.compile(rb"empty line\.\n"))
    console.send(pem.replace("\n", "\r").encode() + b"\r")
    return [line for line in console.wait_for_prompt().split("\n") if line][:-1]


def test_a_certificate_is_requested_signed_pasted_tried_and_only_then_used(open_console, site, around):
    console = open_console(site)
    before = site.read_text()
    console.ask("set visit.letter C")
    request = console.ask("cert request")
    pem = "\n".join(request[: request.index("-----END CERTIFICATE REQUEST-----") + 1]) + "\n"
    assert console.ask("cert request")[1:8] == request[1:8], "the same key is asked for again"
    signed = sign_request(around.insi.pki, pem)

    around.insi.steering.fault("desir_560", None)
    assert paste(console, signed)[-1].startswith("ERROR C-104")
    assert site.read_text() == before, "the present certificate stays until the new one has passed a call"

    around.insi.steering.reset()
    assert paste(console, signed)[-1].startswith("OK version")
    settings = load(site)
    assert isinstance(settings, Settings)
    assert settings.insi.key_file.parent.parent.name == "credentials"
    assert settings.insi.key_file.stat().st_mode & 0o777 == 0o600
    assert settings.insi.key_passphrase_file.stat().st_mode & 0o777 == 0o600
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in settings.insi.key_file.read_bytes()
    assert console.ask("test insi")[-1] == "OK"
    assert console.ask("diff")[0] == " visit.letter", "what was being edited goes on"
    assert b"PRIVATE KEY" not in console.seen


def test_a_certificate_for_another_key_is_refused_by_name(open_console, site, around):
    console = open_console(site)
    console.ask("cert request")
    foreign = around.insi.pki.client.certificate.read_text()
    assert paste(console, foreign)[-1] == "ERROR C-103 it was made for another key"
    assert paste(console, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")[-1].startswith(
        "ERROR C-103"
    )


def wait_until(holds: Callable[[], bool], timeout_s: float = 20) -> None:
    ends_at_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < ends_at_s
        time.sleep(0.05)


class Secretive(Terminal):
    """Types the password of the file on the stick."""

    def ask_secret(self, prompt: str) -> str:
        assert "client.p12" in prompt
        return PKCS12_PASSWORD


def test_a_pkcs12_file_on_a_stick_is_taken_after_its_password_and_a_call(site, around, tmp_path):
    kiosk = Site(site, Secretive(io.StringIO(), io.StringIO()), System(""), "technician")
    kiosk.media = tmp_path / "media"
    shell = Shell(kiosk)
    assert shell.answer_to("cert install usb").problem is Problem.CERTIFICATE_UNFIT, "no stick is plugged in"
    (kiosk.media / "stick").mkdir(parents=True)
    shutil.copy(around.insi.pki.folder / "client.p12", kiosk.media / "stick")
    assert isinstance(shell.answer_to("cert install usb"), Done)
    settings = kiosk.settings()
    assert isinstance(settings, Settings)
    assert b"ENCRYPTED" in settings.insi.key_file.read_bytes()


@pytest.fixture
def stick(site, around, tmp_path):
    """A console that asks for the password of a file on a stick, and the stick."""
    kiosk = Site(site, Secretive(io.StringIO(), io.StringIO()), System(""), "technician")
    kiosk.media = tmp_path / "media"
    (kiosk.media / "stick").mkdir(parents=True)
    return Shell(kiosk), kiosk.media / "stick"


def test_no_link_on_a_stick_leads_to_a_file_elsewhere(stick, around, tmp_path):
    shell, folder = stick
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(around.insi.pki.folder / "client.p12", elsewhere)
    (folder / "client.p12").symlink_to(elsewhere / "client.p12")
    (folder / "keys").symlink_to(elsewhere)
    os.mkfifo(folder / "pipe.p12")
    assert "sticks: 0;" in last_line(shell.answer_to("cert install usb"))


def test_a_huge_file_and_a_wrong_password_are_refused_and_leave_no_key(stick, around, monkeypatch):
    shell, folder = stick
    (folder / "client.p12").write_bytes(b"0" * 300_000)
    assert shell.answer_to("cert install usb").problem is Problem.CERTIFICATE_UNFIT
    shutil.copy(around.insi.pki.folder / "client.p12", folder)
    monkeypatch.setattr(Secretive, "ask_secret", lambda *_: "wrong")
    assert shell.answer_to("cert install usb").problem is Problem.CERTIFICATE_UNFIT
    assert not list(shell.site.folder.rglob("insi.key"))


def test_a_certificate_that_production_refuses_is_noticed_though_nobody_is_searched_for(open_console, site, around):
    console = open_console(site)
    foreign = around.insi.pki.client_named(ClientCertificate.FOREIGN_CA)
    for line in (
        "set insi.environment production",
        f"set insi.certificate_file {foreign.certificate}",
        f"set insi.key_file {foreign.key}",
        "commit",
    ):
        assert console.ask(line)[-1].startswith("OK")
    lines = console.ask("test insi")
    assert steps(lines)[-1] == ("TLS", "FAILED")
    assert "I-202 client_certificate_foreign" in "".join(lines)
    assert around.insi.steering.requests() == []


def test_a_trial_that_fails_leaves_nothing_of_the_new_certificate_but_its_request(open_console, site, around):
    console = open_console(site)
    request = console.ask("cert request")
    pem = "\n".join(request[: request.index("-----END CERTIFICATE REQUEST-----") + 1]) + "\n"
    signed = sign_request(around.insi.pki, pem)
    around.insi.steering.fault("desir_560", None)
    assert paste(console, signed)[-1].startswith("ERROR C-104")
    assert [place.name for place in (site.parent / "credentials").iterdir() if place.is_dir()] == ["next"]
    console.ask("set visit.letter B")
    console.ask("commit confirm 5")
    console.type("cert install")
    assert "ERROR K-201" in console.wait_for_prompt(), "a certificate never ends a trial unasked"


def test_the_speaker_is_tried_by_the_driver_that_speaks_to_patients(open_console, site, tmp_path):
    heard = tmp_path / "heard.raw"
    asound = tmp_path / "asound.conf"
    asound.write_text(
        f'pcm.!default {{ type file file "{heard}" format "raw" slave.pcm "null" }}\npcm.null {{ type null }}\n'
    )
    site.write_text(site.read_text() + '\n[speaker]\ndriver = "alsa"\n')
    lines = open_console(site, ALSA_CONFIG_PATH=str(asound)).ask("test speaker")
    assert steps(lines) == [("sound", "ok"), ("headset", "-")]
    assert heard.stat().st_size > 22050


def test_a_speaker_without_a_sound_device_is_named(open_console, site, tmp_path):
    (tmp_path / "asound.conf").write_text("pcm.!default { type hw card 31 }\n")
    site.write_text(site.read_text() + '\n[speaker]\ndriver = "alsa"\n')
    lines = open_console(site, ALSA_CONFIG_PATH=str(tmp_path / "asound.conf")).ask("test speaker")
    assert steps(lines) == [("sound", "FAILED")]
    assert "A-102" in "".join(lines)


def test_each_light_is_lit_and_the_staff_is_not_called(open_console, site, tmp_path):
    module = Module(tmp_path / "module")
    module.start()
    with contextlib.closing(module):
        site.write_text(
            site.read_text() + f'\n[indicator]\ndriver = "numato"\ndevice = "{module.device}"\nslot = "relay 0"\n'
            'printer = "relay 1"\nhelp_call = "relay 2"\n'
        )
        lines = open_console(site).ask("test lights")
        assert steps(lines) == [("lights", "ok")], lines
        assert [module.history(f"relay {light}")[-2:] for light in (0, 1)] == [[True, False]] * 2
        assert True not in module.history("relay 2")
        module.unplug()
        assert "S-117" in "".join(open_console(site).ask("test lights"))


def strike_keys_twice(kiosk: KioskProcess) -> None:
    """Type one letter twice and erase one: nothing is left, so the kiosk asks for an answer."""

    def is_nothing_typed(screen: dict[str, Any]) -> bool:
        return screen["sentence"] == "type_traits.missing"

    kiosk.tap("welcome.no_card")
    kiosk.tap("type_traits.wanted")
    kiosk.wait_for("type_traits")
    kiosk.press("a", "a", "BackSpace", "Return")
    kiosk.wait_until(is_nothing_typed, "nothing typed on the keyboard")
    # Longer apart than what counts once unless told otherwise.
    kiosk.tap("keypad.key", ord("A"), held_s=0.2, times=2)
    kiosk.wait_until(lambda screen: not is_nothing_typed(screen), "something typed on the screen")
    kiosk.tap("type_traits.erase")
    kiosk.tap("type_traits.next")
    kiosk.wait_until(is_nothing_typed, "nothing typed on the screen")


def test_a_running_kiosk_takes_a_change_up_at_once_pauses_for_a_test_and_goes_on(open_console, site, around):
    lights = Module(site.with_name("module"))
    lights.start()
    with (
        contextlib.closing(lights),
        start_display(1280, 800) as display,
        running_kiosk(site, display, site.with_name("kiosk.log")) as kiosk,
    ):
        kiosk.wait_for("welcome")
        console = open_console(site)
        assert any("ok" in line and "welcome" in line for line in console.ask("status"))
        lines = console.ask("test printer")
        assert " the kiosk pauses for the test" in lines
        assert lines[-1] == "OK", lines
        kiosk.wait_for("welcome")

        console.ask("set ticket.has_visit_code false")
        console.ask("set indicator.driver numato")
        console.ask(f"set indicator.device {lights.device}")
        console.ask('set indicator.slot "relay 0"')
        console.ask("set keys.screen_double_strike_s 1")
        console.ask("set keys.keyboard_double_strike_s 1")
        lines = console.ask("commit")
        assert " applied    indicator, keys, ticket (no restart needed)" in lines
        lights.wait_until(lambda module: True in module.history("relay 0"))

        status = console.ask("status")
        assert any(re.match(r" screen   ok        1280x800, \d+ fps, .+", line) for line in status), status
        with ControlClient(kiosk.settings.control_socket) as client:
            for question, members in documented_members().items():
                assert set(client.ask(question).content) == members, question
        console.ask("set visit.letter B")
        assert any("visit.letter" in line and "service restart" in line for line in console.ask("commit"))

        os.kill(kiosk.process.pid, signal.SIGSTOP)
        try:
            assert any("no answer within 3 s" in line for line in console.ask("status"))
            assert any("S-105" in line for line in console.ask("problems"))
        finally:
            os.kill(kiosk.process.pid, signal.SIGCONT)

        console.ask("service pause")
        kiosk.wait_for("out_of_service")
        assert any("S-104" in line for line in console.ask("problems"))
        console.ask("service resume")
        kiosk.wait_for("welcome")
        assert console.ask("trace on 5")[-1] == "OK"
        wait_until(lambda: any("tracing for" in line for line in console.ask("status")))

        console.ask("set visit.letter D")
        console.ask("commit confirm 1")
        note = site.with_name("kiosk.toml.unconfirmed")
        note.write_text(json.dumps(json.loads(note.read_text()) | {"boot_id": "before the power cut"}))
        wait_until(lambda: 'letter = "D"' not in site.read_text())
        strike_keys_twice(kiosk)
        assert kiosk.stop() == 0
        assert any("S-105" in line for line in console.ask("problems"))

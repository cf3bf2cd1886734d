"""Device tests and certificates from the console: with the kiosk down, and with the kiosk at work."""

import io
import json
import re
import shutil
import time
from collections.abc import Callable

import pytest

from config.console.answer import Done
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.settings import Settings, load
from config.system import System
from kiosk.durable import locked
from kiosk.problems import Problem
from tests.emulators.display import start_display
from tests.emulators.insi.pki import PKCS12_PASSWORD, sign_request
from tests.emulators.kiosk_process import running_kiosk

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
        if (match := re.match(r" \d (.{20}) (ok|FAILED|-) +\d+ ms", line)) is not None
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


def wait_until(holds: Callable[[], bool], timeout_s: float = 10) -> None:
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


def test_a_running_kiosk_takes_a_change_up_at_once_pauses_for_a_test_and_goes_on(open_console, site, around):
    with start_display(1280, 800) as display, running_kiosk(site, display, site.with_name("kiosk.log")) as kiosk:
        kiosk.wait_for("welcome")
        console = open_console(site)
        assert any("ok" in line and "welcome" in line for line in console.ask("status"))
        lines = console.ask("test printer")
        assert " the kiosk pauses for the test" in lines
        assert lines[-1] == "OK", lines
        kiosk.wait_for("welcome")

        console.ask("set ticket.has_visit_code false")
        lines = console.ask("commit")
        assert " applied    ticket (no restart needed)" in lines
        console.ask("set visit.letter B")
        assert any("visit.letter" in line and "service restart" in line for line in console.ask("commit"))

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
        assert kiosk.stop() == 0
        assert any("S-105" in line for line in console.ask("problems"))

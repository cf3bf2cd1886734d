"""The first installation and the bundle for the vendor, as somebody at the line meets them."""

import io
import subprocess
import tarfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from config.console.answer import Done, Failed
from config.console.shell import Shell
from config.console.site import Site
from config.console.terminal import Terminal
from config.settings import Settings
from config.system import System
from tests.emulators.insi.pki import prepare


class Typed(Terminal):
    """Answers each question by the first key that stands in it."""

    def __init__(self, answers: dict[str, str], pasted: str = "") -> None:
        self.output = io.StringIO()
        super().__init__(self.output, io.StringIO())
        self._answers = answers
        self._pasted = iter([*pasted.splitlines(), ""])
        self.asked: list[str] = []

    def ask(self, prompt: str, choices: Sequence[str] | None = ()) -> str:
        if not prompt:
            return next(self._pasted)
        self.asked.append(prompt)
        return next((answer for key, answer in self._answers.items() if key in prompt), "")


ANSWERS = {
    "establishment.id": "10B0152872",
    "establishment.name": "Hopital Sud",
    "insi.environment": "qualification",
    "insi.url": "https://localhost:1/lps",
    "insi.idam": "TESTSGIE0000",
    "card_reader.driver": "disabled",
    "printer.driver": "disabled",
    "Type yes": "yes",
    "Taper yes": "yes",
}


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("pki"))


def test_setup_asks_what_has_no_default_and_leaves_a_configuration_and_a_request(tmp_path, pki):
    terminal = Typed(ANSWERS, pki.ca.read_text())
    site = Site(tmp_path / "kiosk.toml", terminal, System("", tmp_path / "no"), "technician")
    answer = Shell(site).answer_to("setup")
    assert answer.content["waits_for"] == "certificate"
    assert "screen" in answer.content["tests"], "what needs no certificate is tested all the same"
    assert "insi" not in answer.content["tests"]
    settings = site.settings()
    assert isinstance(settings, Settings)
    assert settings.establishment.name == "Hopital Sud"
    assert any("[https://qualiflps-services-ps-tlsm.ameli.fr/lps]" in prompt for prompt in terminal.asked)
    assert settings.insi.ca_file.read_bytes() == pki.ca.read_bytes()
    assert "BEGIN CERTIFICATE REQUEST" in terminal.output.getvalue()
    questions = [prompt.split()[0].rstrip(":") for prompt in terminal.asked if "." in prompt]
    assert sorted(questions) == [
        "card_reader.driver",
        "establishment.id",
        "establishment.name",
        "insi.environment",
        "insi.idam",
        "insi.url",
        "printer.driver",
    ]


def test_setup_asks_again_after_a_mistake(tmp_path, pki):
    wrong = iter(["short", "10B0152872"])

    class Careless(Typed):
        def ask(self, prompt: str, choices: Sequence[str] | None = ()) -> str:
            return next(wrong) if "establishment.id" in prompt else super().ask(prompt, choices)

    terminal = Careless(ANSWERS, pki.ca.read_text())
    site = Site(tmp_path / "kiosk.toml", terminal, System("", tmp_path / "no"), "technician")
    Shell(site).answer_to("setup")
    assert isinstance(site.settings(), Settings)
    assert "ne s'ecrit pas comme 10B0152872" in terminal.output.getvalue()


@pytest.fixture
def vendor(tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vendor")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "vendor.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "vendor.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return tmp_path


def test_a_support_bundle_is_read_by_the_vendor_alone_and_holds_no_key(vendor, pki, monkeypatch):
    site = Site(vendor / "kiosk.toml", Typed(ANSWERS, pki.ca.read_text()), System("", vendor / "no"), "technician")
    shell = Shell(site)
    shell.answer_to("setup")
    assert isinstance(shell.answer_to("support bundle"), Failed), "nobody may read it yet"
    for line in (f"set storage.state_dir {vendor}/state", "set console.support_certificate_file vendor.pem", "commit"):
        assert isinstance(shell.execute(line), Done)
    assert isinstance(shell.answer_to("support bundle"), Failed), "no stick is plugged in"
    stick = vendor / "media" / "stick"
    stick.mkdir(parents=True)
    monkeypatch.setattr(Site, "sticks", lambda _site: [stick])
    assert isinstance(shell.answer_to("support bundle"), Done)

    (sealed,) = stick.glob("support-*.p7m")
    assert b"Hopital Sud" not in sealed.read_bytes()
    printed = vendor / "printed.pem"
    printed.write_text(shell.answer_to("support bundle print").content["bundle"])
    for form, file in (("PEM", printed), ("DER", sealed)):
        opened = subprocess.run(
            ["openssl", "cms", "-decrypt", "-inform", form, "-in", file, "-inkey", vendor / "vendor.key", "-binary"],
            capture_output=True,
            check=True,
        ).stdout
    with tarfile.open(fileobj=io.BytesIO(opened)) as archive:
        parts = {entry.name: archive.extractfile(entry).read() for entry in archive}
    assert {"kiosk.toml", "state.json", "log.txt", "console.jsonl"} <= set(parts)
    assert b"Hopital Sud" in parts["kiosk.toml"]
    everything = b"".join(parts.values())
    passphrase = (vendor / "credentials" / "insi.pass").read_bytes().strip()
    assert b"PRIVATE KEY" not in everything
    assert passphrase not in everything

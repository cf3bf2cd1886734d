import contextlib
import random
import warnings as warnings_module
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.insi.credential_files import FileProblem
from kiosk.insi.credentials import CredentialProblem, CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.insi.tls import client_context
from tests.emulators.insi import pki as simulated
from tests.emulators.insi.pki import OTHER_STRUCTURE_ID, STRUCTURE_ID, ClientCertificate
from tests.insi_settings import client_settings

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return simulated.prepare(tmp_path_factory.mktemp("pki"))


def settings(pki, client=ClientCertificate.INSI_AUTO, **changes):
    return replace(client_settings("https://localhost/lps", pki, client), **changes)


@contextlib.contextmanager
def warnings_ignored():
    """cryptography warns of odd numbers in a certificate; here they are meant."""
    with warnings_module.catch_warnings():
        warnings_module.simplefilter("ignore")
        yield


def blocking(reading):
    assert isinstance(reading, CredentialsUnusable)
    return [finding.problem for finding in reading.findings if finding.blocking]


def warnings(reading):
    assert isinstance(reading, CredentialsRead)
    return [finding.problem for finding in reading.warnings]


def test_right_credentials_are_read_without_a_word(pki):
    reading = read_credentials(settings(pki, crl_file=pki.crl), NOW)
    assert isinstance(reading, CredentialsRead)
    assert reading.warnings == ()
    assert (reading.credentials.certificate.common_name, reading.credentials.certificate.unit) == (
        "INSI-AUTO",
        STRUCTURE_ID,
    )


@pytest.mark.parametrize(
    ("client", "code"),
    [
        (ClientCertificate.EXPIRED, CredentialProblem.CERTIFICATE_EXPIRED),
        (ClientCertificate.NOT_YET_VALID, CredentialProblem.CERTIFICATE_NOT_YET_VALID),
        (ClientCertificate.REVOKED, CredentialProblem.CERTIFICATE_REVOKED),
    ],
)
def test_a_certificate_that_cannot_serve_blocks(pki, client, code):
    assert blocking(read_credentials(settings(pki, client, crl_file=pki.crl), NOW)) == [code]


@pytest.mark.parametrize(
    ("client", "code"),
    [
        (ClientCertificate.EXPIRES_SOON, CredentialProblem.CERTIFICATE_EXPIRES_SOON),
        (ClientCertificate.WRONG_CN, CredentialProblem.COMMON_NAME_WRONG),
        (ClientCertificate.OTHER_STRUCTURE, CredentialProblem.UNIT_WRONG),
    ],
)
def test_what_the_service_will_judge_is_a_warning(pki, client, code):
    assert warnings(read_credentials(settings(pki, client), NOW)) == [code]


def test_the_unit_is_compared_with_the_configured_establishment(pki):
    configured = settings(pki, ClientCertificate.OTHER_STRUCTURE, establishment_id=OTHER_STRUCTURE_ID)
    assert warnings(read_credentials(configured, NOW)) == []


def test_the_end_of_a_certificate_is_told_sixty_days_ahead(pki):
    certificate = x509.load_pem_x509_certificates(pki.client.certificate.read_bytes())[0]
    sixty_days = certificate.not_valid_after_utc - timedelta(days=60)
    assert warnings(read_credentials(settings(pki), sixty_days - timedelta(minutes=1))) == []
    soon = read_credentials(settings(pki), sixty_days + timedelta(minutes=1))
    assert warnings(soon) == [CredentialProblem.CERTIFICATE_EXPIRES_SOON]
    assert f"{certificate.not_valid_after_utc:%Y-%m-%d}" in soon.warnings[0].text


@pytest.mark.parametrize(
    ("option", "missing", "invalid"),
    [
        ("ca_file", FileProblem.CA_MISSING, FileProblem.CA_INVALID),
        ("certificate_file", FileProblem.CERTIFICATE_MISSING, FileProblem.CERTIFICATE_INVALID),
        ("key_file", FileProblem.KEY_MISSING, FileProblem.KEY_INVALID),
        ("crl_file", FileProblem.CRL_MISSING, FileProblem.CRL_INVALID),
    ],
)
def test_a_file_that_is_missing_or_something_else_is_told(pki, tmp_path, option, missing, invalid):
    assert blocking(read_credentials(settings(pki, **{option: tmp_path / "none.pem"}), NOW)) == [missing]
    assert blocking(read_credentials(settings(pki, **{option: tmp_path}), NOW)) == [missing]
    for content in (b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        file = tmp_path / "file.pem"
        file.write_bytes(content)
        assert blocking(read_credentials(settings(pki, **{option: file}), NOW)) == [invalid]


def test_every_mistake_is_told_at_once(pki):
    nothing = Path("/nonexistent")
    wrong = settings(pki, ca_file=nothing, certificate_file=nothing, key_file=nothing, crl_file=nothing)
    assert set(blocking(read_credentials(wrong, NOW))) == {
        FileProblem.CA_MISSING,
        FileProblem.CERTIFICATE_MISSING,
        FileProblem.KEY_MISSING,
        FileProblem.CRL_MISSING,
    }


def test_a_key_of_another_certificate_is_told(pki):
    other = pki.server_named("right").key
    assert blocking(read_credentials(settings(pki, key_file=other), NOW)) == [CredentialProblem.KEY_MISMATCH]


def test_an_encrypted_key_is_told_and_nobody_is_asked_for_a_password(pki, tmp_path):
    key = load_pem_private_key(pki.client.key.read_bytes(), None)
    file = tmp_path / "encrypted.key"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))
    assert blocking(read_credentials(settings(pki, key_file=file), NOW)) == [FileProblem.KEY_ENCRYPTED]


@pytest.mark.parametrize(
    ("words", "problem"),
    [("right", None), ("wrong", FileProblem.PASSPHRASE_WRONG), (None, FileProblem.PASSPHRASE_MISSING)],
)
def test_an_encrypted_key_is_opened_by_the_first_line_of_the_passphrase_file(pki, tmp_path, words, problem):
    key = load_pem_private_key(pki.client.key.read_bytes(), None)
    encryption = BestAvailableEncryption(b"right")
    file, passphrase_file = tmp_path / "encrypted.key", tmp_path / "passphrase"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    if words is not None:
        passphrase_file.write_text(f"{words}\nnot this line\n")
    reading = read_credentials(settings(pki, key_file=file, key_passphrase_file=passphrase_file), NOW)
    if problem is None:
        assert isinstance(reading, CredentialsRead)
        client_context(reading.credentials, accept_common_name=False)
        assert "right" not in repr(reading)
    else:
        assert problem in blocking(reading)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_passphrase_may_be_of_bytes_that_are_no_text(pki, tmp_path, is_encrypted):
    words = b"cl\xe9 \xff"
    key = load_pem_private_key(pki.client.key.read_bytes(), None)
    encryption = BestAvailableEncryption(words) if is_encrypted else NoEncryption()
    file, passphrase_file = tmp_path / "own.key", tmp_path / "passphrase"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    passphrase_file.write_bytes(words + b"\n")
    reading = read_credentials(settings(pki, key_file=file, key_passphrase_file=passphrase_file), NOW)
    assert isinstance(reading, CredentialsRead)
    client_context(reading.credentials, accept_common_name=False)


def test_a_key_in_the_older_form_is_read(pki, tmp_path):
    key = load_pem_private_key(pki.client.key.read_bytes(), None)
    file = tmp_path / "traditional.key"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    assert isinstance(read_credentials(settings(pki, key_file=file), NOW), CredentialsRead)


def test_a_revocation_list_may_be_der_as_the_authority_publishes_it(pki, tmp_path):
    der = tmp_path / "list.crl"
    der.write_bytes(x509.load_pem_x509_crl(pki.crl.read_bytes()).public_bytes(Encoding.DER))
    assert isinstance(read_credentials(settings(pki, crl_file=der), NOW), CredentialsRead)
    revoked = settings(pki, ClientCertificate.REVOKED, crl_file=der)
    assert blocking(read_credentials(revoked, NOW)) == [CredentialProblem.CERTIFICATE_REVOKED]


def test_a_revocation_list_out_of_date_is_a_warning(pki):
    end = x509.load_pem_x509_crl(pki.crl.read_bytes()).next_update_utc
    reading = read_credentials(settings(pki, crl_file=pki.crl), end + timedelta(minutes=1))
    codes = [
        finding.problem for finding in (reading.warnings if isinstance(reading, CredentialsRead) else reading.findings)
    ]
    assert CredentialProblem.CRL_EXPIRED in codes


def test_no_key_material_stands_in_a_finding_or_a_repr(pki):
    reading = read_credentials(settings(pki, crl_file=pki.crl), NOW)
    assert "PRIVATE" not in repr(reading)


@pytest.mark.parametrize("option", ["ca_file", "certificate_file", "key_file", "crl_file"])
def test_no_damaged_file_raises_anything(pki, tmp_path, option):
    usual = settings(pki, crl_file=pki.crl)
    der = b64decode("".join(getattr(usual, option).read_text().split("-----")[2].split()))
    label = getattr(usual, option).read_text().split("-----")[1].removeprefix("BEGIN ")
    file = tmp_path / "damaged.pem"
    chance = random.Random(option)  # noqa: S311 - the same damage in every run
    for _ in range(300):
        damaged = bytearray(der)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(min(len(damaged), 400))] = chance.randrange(256)
        file.write_text(f"-----BEGIN {label}-----\n{b64encode(damaged).decode()}\n-----END {label}-----\n")
        with warnings_ignored():
            reading = read_credentials(replace(usual, **{option: file}), NOW)
            if isinstance(reading, CredentialsRead):
                with contextlib.suppress(OSError):
                    client_context(reading.credentials, accept_common_name=False)

import ipaddress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from tests.emulators.insi import pki
from tests.emulators.insi.pki import ClientCertificate, ServerCertificate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pki")


def load(path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_usual_client_is_certified_as_an_establishment(folder):
    subject = load(pki.prepare(folder).client.certificate).subject

    assert [name.value for name in subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["INSI-AUTO"]
    assert [name.value for name in subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)] == ["10B0152872"]
    assert [name.value for name in subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)] == ["FR"]


def test_every_certificate_stands_beside_its_key(folder):
    made = pki.prepare(folder)
    pairs = [*map(made.client_named, ClientCertificate), *map(made.server_named, ServerCertificate), made.client]

    for credentials in pairs:
        assert load(credentials.certificate).public_key()
        assert b"PRIVATE KEY" in credentials.key.read_bytes()
        assert credentials.key.stat().st_mode & 0o077 == 0


def test_the_client_is_there_as_pkcs12_too(folder):
    made = pki.prepare(folder)

    key, certificate, chain = pkcs12.load_key_and_certificates(
        (folder / "client.p12").read_bytes(), pki.PKCS12_PASSWORD.encode()
    )

    assert key.public_key() == load(made.client.certificate).public_key()
    assert certificate == load(made.client.certificate)
    assert len(chain) == 2


def test_a_folder_is_kept_while_it_is_good_and_renewed_for_another_host_name(folder):
    before = pki.prepare(folder).ca.read_bytes()
    assert pki.prepare(folder).ca.read_bytes() == before

    renewed = pki.prepare(folder, ["kiosk.example", "192.0.2.7"], "kiosk.example")

    assert renewed.ca.read_bytes() != before
    server = load(renewed.server_named("right").certificate)
    assert server.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "kiosk.example"
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert "kiosk.example" in names.value.get_values_for_type(x509.DNSName)
    assert ipaddress.ip_address("192.0.2.7") in names.value.get_values_for_type(x509.IPAddress)
    assert pki.prepare(folder, ["kiosk.example"], "kiosk.example").ca.read_bytes() == renewed.ca.read_bytes()


def test_a_folder_that_was_not_finished_is_made_anew(folder):
    (folder / "ca.pem").unlink(missing_ok=True)

    assert pki.prepare(folder).ca.is_file()

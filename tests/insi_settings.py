"""The right settings of a client for the simulator on this machine."""

from kiosk.insi.environment import Environment
from kiosk.insi.settings import InsiClientSettings
from tests.emulators.insi.pki import STRUCTURE_ID, ClientCertificate, Pki
from tests.emulators.insi.teleservice import TEST_IDAM


def client_settings(
    url: str, pki: Pki, certificate: ClientCertificate = ClientCertificate.INSI_AUTO
) -> InsiClientSettings:
    credentials = pki.client_named(certificate)
    return InsiClientSettings(
        url=url,
        environment=Environment.QUALIFICATION,
        ca_file=pki.ca,
        certificate_file=credentials.certificate,
        key_file=credentials.key,
        idam=TEST_IDAM,
        establishment_id=STRUCTURE_ID,
        software_name="vitale-kiosk",
        software_version="1.0",
        software_instance="636c9d43-1a19-5b8c-a8b1-ac43227cfe46",
    )

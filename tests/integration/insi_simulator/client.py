"""A bare HTTP client with a certificate: it knows nothing of SOAP and shares no code with the product's client."""

import http.client
import ssl
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from tests.emulators.insi.launch import RunningSimulator
from tests.emulators.insi.names import RESULT, SOAP, WSA
from tests.emulators.insi.pki import ClientCertificate, Credentials
from tests.emulators.insi.teleservice import TEST_IDAM

TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    def text_of(self, name: str) -> str | None:
        """Give the text of the first element of the result by this name."""
        return etree.fromstring(self.body.lstrip()).findtext(f".//{{{RESULT}}}{name}")

    @property
    def fault_code(self) -> str:
        return etree.fromstring(self.body.lstrip()).find(".//{urn:siram}Erreur").get("code")


def connect(
    simulator: RunningSimulator,
    certificate: ClientCertificate | None = ClientCertificate.INSI_AUTO,
    *,
    highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> http.client.HTTPSConnection:
    credentials = simulator.pki.client_named(certificate) if certificate else None
    return _connection(simulator, credentials, highest)


def _connection(
    simulator: RunningSimulator, credentials: Credentials | None, highest: ssl.TLSVersion
) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=simulator.pki.ca)
    context.maximum_version = highest
    if credentials:
        context.load_cert_chain(credentials.certificate, credentials.key)
    location = urlsplit(simulator.url)
    return http.client.HTTPSConnection(location.hostname, location.port, timeout=TIMEOUT_S, context=context)


def post(connection: http.client.HTTPSConnection, body: bytes, path: str = "/lps", **headers: str) -> Response:
    connection.request("POST", path, body, {"Content-Type": "application/soap+xml; charset=utf-8", **headers})
    response = connection.getresponse()
    return Response(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def ask(simulator: RunningSimulator, body: bytes, **options) -> Response:
    connection = connect(simulator, **options)
    try:
        return post(connection, body)
    finally:
        connection.close()


def envelope(payload: str, idam: str = TEST_IDAM, message_id: str = "") -> bytes:
    context = (
        '<lps:ContexteLPS xmlns:lps="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00">'
        f"<lps:Id>{uuid.uuid4()}</lps:Id><lps:Temps>2026-01-05T08:00:00.000Z</lps:Temps>"
        "<lps:Emetteur>10B0152872</lps:Emetteur>"
        f'<lps:LPS><lps:IDAM R="4">{idam}</lps:IDAM></lps:LPS></lps:ContexteLPS>'
    )
    message = f'<w:MessageID xmlns:w="{WSA}">{message_id or f"uuid:{uuid.uuid4()}"}</w:MessageID>'
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Header>{message}{context}</soap:Header>'
        f"<soap:Body>{payload}</soap:Body></soap:Envelope>"
    ).encode()


def by_traits(
    family_name: str, given_name: str, sex: str, birth_date: str, birth_place: str = "", **options: str
) -> bytes:
    place = f"<LieuNaissance>{birth_place}</LieuNaissance>" if birth_place else ""
    return envelope(
        f'<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>{family_name}</NomNaissance>'
        f"<Prenom>{given_name}</Prenom><Sexe>{sex}</Sexe><DateNaissance>{birth_date}</DateNaissance>{place}"
        "</RECSANSVITALE>",
        **options,
    )


def by_vitale(insured_number: str, birth_date: str) -> bytes:
    return envelope(
        '<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit">'
        f"<MatriculeOD><NumIdentifiant>{insured_number}</NumIdentifiant></MatriculeOD>"
        f"<DateNaissance>{birth_date}</DateNaissance><RangNaissance>1</RangNaissance></RECVITALE>"
    )


DOMINIQUE = by_traits("ADRTROIS", "DOMINIQUE", "F", "1997-02-26")
NOBODY = by_traits("PERSONNE", "CLAUDE", "F", "1990-01-01")

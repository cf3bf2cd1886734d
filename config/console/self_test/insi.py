"""test insi: from the name of the service to an answer of it, each step on its own connection."""

import http.client
import socket
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from config.console.self_test import network
from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import Site
from config.settings import Settings
from kiosk.identity.traits import Sex
from kiosk.insi.credentials import CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.insi.environment import Environment
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Outcome, Refused, SeveralFound, Unavailable
from kiosk.insi.query import TraitsQuery
from kiosk.insi.tls import client_context
from kiosk.insi.transport_faults import Phase, problem_of
from kiosk.problems import Problem
from kiosk.teleservice import insi_client, insi_client_settings

_TEST_PERSON = TraitsQuery("ADRTROIS", ("DOMINIQUE",), Sex.FEMALE, "1997-02-26")
"""A fictitious person of the published test cases, known to the qualification platform; production is never asked."""


def steps(site: Site, settings: Settings) -> list[Step]:
    """Give the steps with these settings, which need not be in force: so a new certificate is tried."""
    return [
        *network.reaching(site, settings),
        ("certificate", lambda: _certificate(site, settings)),
        ("tls", lambda: _accepted(site, settings)),
        ("search", lambda: _search(site, settings)),
    ]


def _certificate(site: Site, settings: Settings) -> Result:
    match read_credentials(insi_client_settings(settings), datetime.now(UTC)):
        case CredentialsUnusable(findings):
            first = findings[0]
            return Broken(Problem.CREDENTIALS_UNUSABLE, site.reason(first.code, first.text, first.detail))
        case CredentialsRead(credentials):
            ours = credentials.certificate
            return Passed(f"{ours.common_name}, OU {ours.unit}, {site.text('until')} {ours.valid_until:%Y-%m-%d}")


def _accepted(site: Site, settings: Settings) -> Result:
    """Shake hands and ask for a page that nobody needs.

    With TLS 1.3 the server judges our certificate after we took the handshake for finished: only an answer shows that
    it was accepted. In production, where nobody may be searched for, this is all that tells.
    """
    reading = read_credentials(insi_client_settings(settings), datetime.now(UTC))
    if not isinstance(reading, CredentialsRead):
        return Broken(Problem.CREDENTIALS_UNUSABLE)
    host, port = network.service_of(settings)
    phase = Phase.CONNECTING
    try:
        context = client_context(reading.credentials, accept_common_name=settings.insi.accept_common_name)
        with (
            socket.create_connection((host, port), settings.insi.connect_timeout_s) as tcp,
            context.wrap_socket(tcp, server_hostname=host) as tls,
        ):
            phase = Phase.EXCHANGING
            connection = http.client.HTTPConnection(host, port)
            connection.sock = tls
            connection.request("GET", urlsplit(settings.insi.url).path or "/", headers={"User-Agent": "vitale-kiosk"})
            status = connection.getresponse().status
            return Passed(f"{tls.version()}, {site.text('server', name=host)}, HTTP {status}")
    except (OSError, http.client.HTTPException) as failure:
        return _failed(site, problem_of(failure, phase))


def _search(site: Site, settings: Settings) -> Result:
    if settings.insi.environment is Environment.PRODUCTION:
        # Nobody but a patient who is there may be asked for: a fictitious identity never is (EXI ID 24, 26).
        return PassedOver(site.text("no_test_person"))
    with closing(insi_client(settings)) as client:
        outcome: Outcome = client.search_by_traits(_TEST_PERSON).outcome
    match outcome:
        case Found():
            return Passed(f"CR 00, {site.text('test_person')}")
        case NotFound() | SeveralFound() | InvalidRequest():
            return Passed(f"{outcome.code}, {site.text('test_person')}")
        case Unavailable() | Refused():
            return _failed(site, outcome)


def _failed(site: Site, outcome: Unavailable | Refused) -> Broken:
    problem = Problem.INSI_REFUSED if isinstance(outcome, Refused) else Problem.INSI_UNAVAILABLE
    return Broken(problem, f"{outcome.code}: {site.reason(outcome.code, outcome.text)}")

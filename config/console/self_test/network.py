"""test network: from the own address to the port of the teleservice."""

import socket
from urllib.parse import urlsplit

from config.console.self_test.step import Broken, Passed, Result, Step
from config.console.site import Site
from config.settings import Settings
from config.system import Ran
from kiosk.problems import Problem

_HTTPS_PORT = 443


def steps(site: Site, settings: Settings) -> list[Step]:
    return [("address", lambda: _address(site, settings)), *reaching(site, settings)]


def reaching(site: Site, settings: Settings) -> list[Step]:
    """Give the steps that find the service and open a connection to it."""
    return [("name", lambda: _resolved(site, settings)), ("connection", lambda: _connected(site, settings))]


def service_of(settings: Settings) -> tuple[str, int]:
    """Give host and port of the teleservice."""
    address = urlsplit(settings.insi.url)
    return address.hostname or "", address.port or _HTTPS_PORT


def _address(site: Site, settings: Settings) -> Result:
    found = site.system.addresses()
    lines = found.lines if isinstance(found, Ran) else ()
    up = [line.split() for line in lines if "/" in line and not line.startswith("lo ")]
    if up:
        return Passed(f"{up[0][0]} {up[0][2]}")
    is_local = service_of(settings)[0] in {"localhost", "127.0.0.1", "::1"}
    return Passed("lo") if is_local else Broken(Problem.NETWORK_UNREACHABLE, site.text("no_address"))


def _resolved(site: Site, settings: Settings) -> Result:
    host, port = service_of(settings)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Broken(Problem.NETWORK_UNREACHABLE, site.text("name_unknown", host=host))
    return Passed(f"{host} -> {found[0][4][0]}")


def _connected(site: Site, settings: Settings) -> Result:
    host, port = service_of(settings)
    try:
        with socket.create_connection((host, port), settings.insi.connect_timeout_s):
            return Passed(f"{host}:{port}")
    except TimeoutError:
        return Broken(Problem.NETWORK_UNREACHABLE, f"{host}:{port} {site.text('no_answer')}")
    except OSError as failure:
        return Broken(Problem.NETWORK_UNREACHABLE, f"{host}:{port} {site.why(failure)}")

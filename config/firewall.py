"""What the kiosk may reach besides name, time and address: the firewall's rules that follow from the configuration.

`/etc/nftables.conf` of the image drops the rest; it has an empty chain `configured`, which these rules fill.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.settings import Settings
from hardware.printer.options import TcpOptions

CHAIN = "inet kiosk configured"
ACCOUNT = "kiosk"
"""The technician's console has the same user number."""

_HTTPS = 443


@dataclass(frozen=True)
class Partner:
    """A service on the network that the configuration names; `host` may be a name or an address."""

    service: str
    host: str
    port: int


def partners(settings: Settings) -> list[Partner]:
    found = [_of_url("insi", settings.insi.url)]
    if settings.update.url:
        found.append(_of_url("update", settings.update.url))
    if isinstance(settings.printer, TcpOptions):
        found.append(Partner("printer", settings.printer.host, settings.printer.port))
    return found


def rules(partners: Iterable[Partner]) -> str:
    """Write the chain anew, as nft(8) reads it: all of it or nothing.

    A name may mean another address tomorrow, so where the configuration has one the port alone is checked.
    """
    lines = [f"flush chain {CHAIN}"]
    for partner in partners:
        whom = f'meta skuid "{ACCOUNT}" {_address(partner.host)}tcp dport {partner.port}'
        lines.append(f'add rule {CHAIN} {whom} accept comment "{partner.service}"')
    return "\n".join(lines) + "\n"


def _of_url(service: str, url: str) -> Partner:
    parts = urlsplit(url)
    return Partner(service, parts.hostname or "", parts.port or _HTTPS)


def _address(host: str) -> str:
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return ""
    address = ipaddress.ip_address(parsed.packed)  # without the zone of an IPv6 address, in which any word may stand
    return f"{'ip' if address.version == 4 else 'ip6'} daddr {address} "  # noqa: PLR2004 - IP's own version

"""network show, set."""

import ipaddress
from collections.abc import Iterable, Sequence

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.site import Site
from config.system import Lacking, Outcome, Ran, Refused
from kiosk.problems import Problem

CONNECTION = "kiosk"
"""The one connection that the image defines; its name is no technician's choice."""


def _network(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["show"]:
            return _show(site)
        case ["set", "dhcp"]:
            return _change(site, site.system.set_network_dhcp(CONNECTION))
        case ["set", address, gateway, *name_servers] if name_servers:
            return _set_static(site, address, gateway, name_servers)
        case _:
            return misused(site, NETWORK.usage)


def _show(site: Site) -> Answer:
    lines: list[str] = []
    for outcome in (site.system.addresses(), site.system.routes()):
        match outcome:
            case Ran(found):
                lines += [f" {line}".rstrip() for line in found]
            case Lacking(program):
                return Failed(Problem.SYSTEM_LACKS, program)
            case Refused(text):
                return Failed(Problem.SYSTEM_REFUSED, text)
    return Done(tuple(lines), {"lines": lines})


def _set_static(site: Site, address: str, gateway: str, name_servers: Sequence[str]) -> Answer:
    try:
        interface = ipaddress.IPv4Interface(address)
        hop = ipaddress.IPv4Address(gateway)
        servers = [str(ipaddress.IPv4Address(server)) for server in name_servers]
    except ValueError as mistake:
        return Failed(Problem.VALUE_REFUSED, str(mistake))
    if "/" not in address or hop not in interface.network or hop == interface.ip:
        return Failed(Problem.VALUE_REFUSED, site.text("gateway_elsewhere", gateway=hop, network=interface.network))
    return _change(site, site.system.set_network_static(CONNECTION, str(interface), str(hop), servers))


def _change(site: Site, changed: Outcome) -> Answer:
    outcome = site.system.bring_network_up(CONNECTION) if isinstance(changed, Ran) else changed
    match outcome:
        case Ran(lines):
            return Done(tuple(f" {line}" for line in lines))
        case Lacking(program):
            return Failed(Problem.NETWORK_UNCHANGED, site.text("lacking", program=program))
        case Refused(text):
            return Failed(Problem.NETWORK_UNCHANGED, text)


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return "show", "set"
        case ["set"]:
            return ("dhcp",)
        case _:
            return ()


NETWORK = Command("network", "network show | set dhcp | set ADDRESS/PREFIX GATEWAY DNS...", _network, _complete)

COMMANDS = (NETWORK,)

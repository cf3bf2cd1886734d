"""network show, set: the address is a part of the configuration, so that a commit that cuts the line rolls back."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.site import Site
from config.console.terminal import wrapped
from config.draft import Draft
from config.mistakes import Mistake
from config.system import Lacking, Ran, Refused
from kiosk.problems import Problem

_SETTINGS = ("network.address", "network.gateway", "network.name_servers")


def _network(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["show"]:
            return _show(site)
        case ["set", "dhcp"]:
            return _edit(site, dict.fromkeys(_SETTINGS))
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
    written = ", ".join(f'"{server}"' for server in servers)
    return _edit(
        site,
        {"network.address": str(interface), "network.gateway": str(hop), "network.name_servers": f"[{written}]"},
    )


def _edit(site: Site, values: Mapping[str, str | None]) -> Answer:
    """Write the settings into what is being edited; None goes back to the default."""
    match site.system.takes_settings_up():
        case Lacking(program):
            return Failed(Problem.NETWORK_UNCHANGED, site.text("lacking", program=program))
        case Refused(text):
            return Failed(Problem.NETWORK_UNCHANGED, text)
        case Ran():
            pass
    mistakes: list[Mistake] = []

    def changed(text: str) -> str | None:
        draft = Draft(text, site.folder)
        for key, value in values.items():
            mistakes.extend(draft.unset(key) if value is None else draft.set(key, value))
        return None if mistakes else draft.text

    site.store.edit(changed)
    if mistakes:
        return Failed(Problem.VALUE_REFUSED, site.words(mistakes[0]))
    return Done(tuple(wrapped(site.text("network_waits"), " ")), {"settings": dict(values)})


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

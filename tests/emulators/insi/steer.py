"""Steer a running simulator: `python -m tests.emulators.insi.steer CONTROL inject FILE 2`."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.emulators.insi import faults
from tests.emulators.insi.misbehavior import BadHttp, BadTls, Drop
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.steering import InsiSimulator, SteeringError
from tests.emulators.insi.teleservice import Profile

Command = Callable[[InsiSimulator, argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.command(InsiSimulator(options.control), options)
    except (SteeringError, OSError) as error:
        print(f"insi simulator: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.emulators.insi.steer", description=__doc__)
    parser.add_argument("control", type=Path, help="the control socket")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, what: str, command: Command) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=what)
        added.set_defaults(command=command)
        return added

    def add_planned(name: str, what: str, command: Command) -> argparse.ArgumentParser:
        added = add(name, what, command)
        added.add_argument("--always", action="store_true", help="until reset, whatever COUNT says")
        return added

    planned = add_planned("inject", "answer with a file", lambda to, given: to.inject(given.file, _count(given)))
    planned.add_argument("file", type=Path)
    _add_count(planned)
    planned = add_planned("fault", "answer with a fault", lambda to, given: to.fault(given.code, _count(given)))
    planned.add_argument("code", choices=list(faults.TABLE))
    _add_count(planned)
    planned = add_planned("delay", "answer late", lambda to, given: to.delay(given.seconds, _count(given)))
    planned.add_argument("seconds", type=float)
    _add_count(planned)
    planned = add_planned("drop", "cut the connection", lambda to, given: to.drop(_count(given), given.when))
    planned.add_argument("when", choices=list(Drop), nargs="?", default=Drop.BEFORE_ANSWER)
    _add_count(planned)
    planned = add_planned("http", "answer as no service does", lambda to, given: to.http(given.kind, _count(given)))
    planned.add_argument("kind", choices=list(BadHttp))
    _add_count(planned)
    planned = add_planned("tls", "spoil the next handshakes", lambda to, given: to.tls(given.kind, _count(given)))
    planned.add_argument("kind", choices=[*BadTls, *ServerCertificate])
    _add_count(planned)

    changed = add("profile", "change the platform that is played", lambda to, given: to.profile(given.name))
    changed.add_argument("name", choices=list(Profile))
    changed = add("style", "change the serialization", lambda to, given: to.style(given.name))
    changed.add_argument("name", help="such as 2022 or cnda+pretty")
    changed = add("idams", "let these software numbers in, and no others", lambda to, given: to.idams(*given.idams))
    changed.add_argument("idams", nargs="+")
    changed = add("strict", "list deviations, or no longer", lambda to, given: to.strict(given.state == "on"))
    changed.add_argument("state", choices=["on", "off"], nargs="?", default="on")
    add("end-connections", "end the kept-alive connections", lambda to, _: to.end_connections())
    add("reset", "back to how it was started", lambda to, _: to.reset())

    shown = add("requests", "show what was received", _show_requests)
    shown.add_argument("--bodies", action="store_true", help="with the messages themselves")
    add("handshakes", "show the TLS handshakes", _show_handshakes)
    add("status", "show what is played and planned", lambda to, _: print(json.dumps(to.status(), indent=2)))
    return parser


def _add_count(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("count", type=int, nargs="?", default=1, help="for how many of the next (default 1)")


def _count(given: argparse.Namespace) -> int | None:
    return None if given.always else int(given.count)


def _show_requests(simulator: InsiSimulator, given: argparse.Namespace) -> None:
    for received in simulator.requests():
        print(
            f"#{received.number} {received.at} connection {received.connection} {received.tls_version}"
            f" {received.client_cn or '-'} {received.operation or '?'} -> {received.result}"
        )
        for deviation in received.deviations:
            print(f"    {deviation}")
        if given.bodies:
            print(f"<- {received.body}\n-> {received.answer}")


def _show_handshakes(simulator: InsiSimulator, _: argparse.Namespace) -> None:
    for handshake in simulator.handshakes():
        print(f"connection {handshake.connection}: {'' if handshake.succeeded else 'failed, '}{handshake.detail}")


if __name__ == "__main__":
    sys.exit(main())

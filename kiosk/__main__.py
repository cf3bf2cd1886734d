"""The command line."""

import argparse
import gc
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.command.configuration import DEFAULT_FILE
from kiosk.command.output import Result, show

_LONGEST_WAIT_S = 86_400


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    result = options.command(options)
    return show(result, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    common.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self check-in kiosk: carte Vitale, INSi, identity ticket"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", parents=[common], help="the kiosk")
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", parents=[common], help="a check-in on the embedded emulators")
    demo.set_defaults(command=_demo)

    card = commands.add_parser("card", help="the card in the slot").add_subparsers(required=True, metavar="VERB")
    read = card.add_parser("read", parents=[common], help="read it")
    read.add_argument("--wait", type=_seconds, default=0.0, metavar="S", help="seconds to wait for a card")
    read.set_defaults(command=_card_read)
    trace = card.add_parser("trace", parents=[common], help="record it without anything personal, to report a card")
    trace.add_argument("--wait", type=_seconds, default=0.0, metavar="S", help="seconds to wait for a card")
    trace.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    trace.set_defaults(command=_card_trace)

    insi = commands.add_parser("insi", help="the teleservice").add_subparsers(required=True, metavar="VERB")
    search = insi.add_parser("search", parents=[common], help="search by traits, or from the card in the slot")
    search.add_argument("--from-card", action="store_true")
    search.add_argument("--person", type=int, default=0, metavar="N", help="index on the card, 0 for the insured")
    search.add_argument("--family-name")
    search.add_argument("--given-name", action="append", default=[], help="once for each, in civil order")
    search.add_argument("--sex", choices=["M", "F"])
    search.add_argument("--birth-date", metavar="YYYY-MM-DD", help="00 for an unknown month or day")
    search.add_argument("--birth-place", metavar="COG", help="INSEE code: a commune, or 99 and a country")
    search.set_defaults(command=_insi_search, parser=search)

    ticket = commands.add_parser("ticket", help="the ticket").add_subparsers(required=True, metavar="VERB")
    preview = ticket.add_parser("preview", parents=[common], help="what would be printed")
    preview.add_argument("--traits", type=Path, required=True, metavar="FILE.json")
    preview.add_argument("--png", type=Path, metavar="FILE")
    preview.add_argument("--escpos", type=Path, metavar="FILE")
    preview.set_defaults(command=_ticket_preview)

    check = commands.add_parser("check-config", parents=[common], help="every mistake of a configuration")
    check.add_argument("file", type=Path, nargs="?", metavar="FILE")
    check.set_defaults(command=_check_config)
    commands.add_parser("version", parents=[common], help="the program's version").set_defaults(command=_version)
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 0 to {_LONGEST_WAIT_S}")
    return seconds


def _run(options: argparse.Namespace) -> Result:
    # What is loaded stays: looking for garbage among it is 7 % of the way to the first page, where it begins again.
    gc.disable()
    try:
        return _serve(options)
    finally:
        gc.enable()


def _serve(options: argparse.Namespace) -> Result:
    from kiosk.command.configuration import end_unconfirmed_trial, require_settings
    from kiosk.command.run import run

    end_unconfirmed_trial(options.config)
    settings = require_settings(options.config)
    return settings if isinstance(settings, Result) else run(settings, options.config or DEFAULT_FILE)


def _demo(_options: argparse.Namespace) -> Result:
    from kiosk.command.demo import demo

    return demo()


def _card_read(options: argparse.Namespace) -> Result:
    from kiosk.command.card import read
    from kiosk.command.configuration import settings_if_any
    from kiosk.command.devices import with_devices

    settings = settings_if_any(options.config)
    if isinstance(settings, Result):
        return settings
    return with_devices(settings, lambda: read(settings, options.wait))


def _card_trace(options: argparse.Namespace) -> Result:
    from kiosk.command.card_trace import trace
    from kiosk.command.configuration import settings_if_any
    from kiosk.command.devices import with_devices

    settings = settings_if_any(options.config)
    if isinstance(settings, Result):
        return settings
    return with_devices(settings, lambda: trace(settings, options.wait, options.output))


def _insi_search(options: argparse.Namespace) -> Result:
    from kiosk.command.configuration import require_settings
    from kiosk.command.devices import with_devices
    from kiosk.command.insi import search_by_traits, search_from_card
    from kiosk.identity.traits import Sex
    from kiosk.insi.query import TraitsQuery

    needed = ("family_name", "given_name", "sex", "birth_date")
    missing = [f"--{name.replace('_', '-')}" for name in needed if not getattr(options, name)]
    if missing and not options.from_card:
        options.parser.error(f"give --from-card, or {', '.join(missing)}")
    settings = require_settings(options.config)
    if isinstance(settings, Result):
        return settings
    if options.from_card:
        return with_devices(settings, lambda: search_from_card(settings, options.person))
    query = TraitsQuery(
        options.family_name, tuple(options.given_name), Sex(options.sex), options.birth_date, options.birth_place
    )
    return search_by_traits(settings, query)


def _ticket_preview(options: argparse.Namespace) -> Result:
    from kiosk.command.configuration import settings_if_any
    from kiosk.command.ticket import preview

    settings = settings_if_any(options.config)
    if isinstance(settings, Result):
        return settings
    return preview(settings, options.traits, png=options.png, escpos=options.escpos)


def _check_config(options: argparse.Namespace) -> Result:
    from kiosk.command.configuration import check_config

    return check_config(options.file or options.config)


def _version(_options: argparse.Namespace) -> Result:
    from importlib.metadata import version

    from kiosk.command.exit_status import ExitStatus

    number = version("vitale-kiosk")
    content: dict[str, Any] = {"outcome": "version", "version": number}
    return Result(content, [f"vitale-kiosk {number}"], ExitStatus.OK)


if __name__ == "__main__":
    sys.exit(main())

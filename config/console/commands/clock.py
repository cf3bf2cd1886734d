"""clock show, set; time zone and time servers are settings (time.zone, time.servers)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands.machine import of_system
from config.console.site import Site
from config.system import Ran
from kiosk.problems import Problem


def _clock(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["show"]:
            return _show(site)
        case ["set", "auto"]:
            return of_system(site, site.system.synchronize_clock(on=True))
        case ["set", day, time]:
            return _set(site, f"{day} {time}")
        case _:
            return misused(site, CLOCK.usage)


def _show(site: Site) -> Answer:
    now = datetime.now().astimezone()
    lines = [f" {now:%Y-%m-%d %H:%M:%S %Z}"]
    match site.system.clock():
        case Ran(found):
            lines += [f" {line}" for line in found]
        case _:
            lines.append(f" {site.text('no_time_service')}")
    return Done(tuple(lines), {"time": now.isoformat(timespec="seconds"), "lines": lines[1:]})


def _set(site: Site, written: str) -> Answer:
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - local time, as timedatectl takes it
    except ValueError:
        return Failed(Problem.VALUE_REFUSED, site.text("no_such_time", time=written))
    off = site.system.synchronize_clock(on=False)
    if not isinstance(off, Ran):
        return of_system(site, off)
    return of_system(site, site.system.set_clock(f"{moment:%Y-%m-%d %H:%M:%S}"))


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return "show", "set"
        case ["set"]:
            return ("auto",)
        case _:
            return ()


CLOCK = Command("clock", "clock show | set auto | set YYYY-MM-DD HH:MM:SS", _clock, _complete)

COMMANDS = (CLOCK,)

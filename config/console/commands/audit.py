"""audit verify, export."""

import shutil
from collections.abc import Iterable, Sequence

from config.console import audit
from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.site import Site
from kiosk.durable import sync_folder
from kiosk.problems import Problem

_MOST_RECORDS = 1000
_RECORDS = 20


def _audit(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["verify"]:
            return _verify(site)
        case ["export"]:
            return _print(site, _RECORDS)
        case ["export", "usb"]:
            return _to_stick(site)
        case ["export", count] if count.isdecimal() and 1 <= int(count) <= _MOST_RECORDS:
            return _print(site, int(count))
        case _:
            return misused(site, AUDIT.usage)


def _verify(site: Site) -> Answer:
    broken = audit.first_broken(site.state_dir)
    if broken is not None:
        file, line = broken
        text = site.text("audit_broken", file=file.name, line=line)
        return Failed(Problem.AUDIT_BROKEN, text, content={"file": file.name, "line": line})
    files = audit.files(site.state_dir)
    counts = {file.name: len(file.read_bytes().splitlines()) for file in files}
    return Done(tuple(f" {name}: {count}" for name, count in counts.items()), {"records": counts})


def _print(site: Site, count: int) -> Answer:
    lines = [
        line.decode("utf-8", "replace")
        for file in audit.files(site.state_dir)
        for line in file.read_bytes().splitlines()
    ][-count:]
    return Done(tuple(lines), {"records": lines})


def _to_stick(site: Site) -> Answer:
    sticks = site.sticks()
    if len(sticks) != 1:
        return Failed(Problem.NOTHING_TO_DO, site.text("one_stick", count=len(sticks)))
    copied = []
    try:
        for file in audit.files(site.state_dir):
            shutil.copyfile(file, sticks[0] / file.name)
            copied.append(file.name)
        sync_folder(sticks[0])
    except OSError as failure:
        return Failed(Problem.NOTHING_TO_DO, site.text("stick_unwritable", why=site.why(failure)))
    return Done(tuple(f" {name}" for name in copied), {"files": copied})


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return "verify", "export"
        case ["export"]:
            return ("usb",)
        case _:
            return ()


AUDIT = Command("audit", "audit verify | export [COUNT | usb]", _audit, _complete)

COMMANDS = (AUDIT,)

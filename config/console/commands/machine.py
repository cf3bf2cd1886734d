"""service, logs, trace, reboot, factory-reset."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused, one_of
from config.console.site import KioskSilent, Site, host_name
from config.system import Lacking, Outcome, Ran, Refused
from hardware.printer.options import FileOptions
from kiosk.control.protocol import LONGEST_TRACE_MINUTES, Order, ProtocolError
from kiosk.control.protocol import Command as KioskCommand
from kiosk.durable import remove_durably, sync_folder
from kiosk.problems import Problem

_MOST_LOG_LINES = 500
_LOG_LINES = 20


def of_system(site: Site, outcome: Outcome) -> Answer:
    """Answer with what the machine said."""
    match outcome:
        case Ran(lines):
            return Done(tuple(f" {line}" for line in lines), {"lines": list(lines)})
        case Lacking(program):
            return Failed(Problem.SYSTEM_LACKS, site.text("lacking", program=program))
        case Refused(text):
            return Failed(Problem.SYSTEM_REFUSED, text)


def order(site: Site, command: KioskCommand, minutes: int = 0) -> Answer:
    """Give the kiosk an order."""
    match site.ask_kiosk(Order(command, minutes)):
        case KioskSilent(reason):
            return Failed(Problem.KIOSK_SILENT, reason)
        case ProtocolError():
            return Failed(Problem.KIOSK_SILENT, site.text("kiosk_starts"))
        case _:
            return Done()


def _service(site: Site, verb: str) -> Answer:
    match verb:
        case "start" | "stop" | "restart":
            return of_system(site, site.system.service(verb))
        case "pause":
            return order(site, KioskCommand.PAUSE)
        case "resume":
            return order(site, KioskCommand.RESUME)
        case _:
            return misused(site, SERVICE.usage)


def _logs(site: Site, arguments: str) -> Answer:
    if arguments and not (arguments.isdecimal() and 1 <= int(arguments) <= _MOST_LOG_LINES):
        return misused(site, LOGS.usage)
    return of_system(site, site.system.log_lines(int(arguments) if arguments else _LOG_LINES))


def _trace(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["on", minutes] if minutes.isdecimal() and 1 <= int(minutes) <= LONGEST_TRACE_MINUTES:
            return order(site, KioskCommand.TRACE, int(minutes))
        case ["off"]:
            return order(site, KioskCommand.TRACE, 0)
        case _:
            return misused(site, TRACE.usage)


def _reboot(site: Site, arguments: str) -> Answer:
    if arguments not in ("", "now"):
        return misused(site, REBOOT.usage)
    if not arguments and not is_sure(site, "yes"):
        return Failed(Problem.COMMAND_INTERRUPTED, site.text("not_done"))
    return of_system(site, site.system.reboot())


def _factory_reset(site: Site, arguments: str) -> Answer:
    """Remove configuration, its versions, every key and every ticket; the audit stays, for it tells who did this."""
    if arguments:
        return misused(site, FACTORY_RESET.usage)
    site.terminal.say(f" {site.text('factory_reset')}")
    if not is_sure(site, host_name()):
        return Failed(Problem.COMMAND_INTERRUPTED, site.text("not_done"))
    order(site, KioskCommand.PAUSE)
    # The passphrase first: whatever a power cut leaves of the keys then opens nothing.
    doomed = [*_key_files(site), *_personal_files(site), *site.store.beside(), site.store.file]
    found = [file for file in dict.fromkeys(doomed) if file.is_file()]
    removed = [file for file in found if _is_ours(site, file)]
    for file in removed:
        remove_durably(file)
    for folder in (site.folder / "credentials", site.store.history_dir):
        if folder.is_dir():
            shutil.rmtree(folder)
    sync_folder(site.folder)
    names = [site.short(str(file)) for file in removed]
    left = [str(file) for file in found if file not in removed]
    lines = [f" {site.text('removed', file=name)}" for name in names]
    lines += [f" {site.text('left', file=name)}" for name in left]
    return Done(tuple(lines), {"removed": names, "left": left})


def _is_ours(site: Site, file: Path) -> bool:
    """Tell whether a file that a configuration names lies where the kiosk keeps its own."""
    return any(file.resolve().is_relative_to(place.resolve()) for place in (site.folder, site.state_dir))


def _key_files(site: Site) -> list[Path]:
    """Name passphrases, keys and certificates: of the credentials' folder, and what any kept version names."""
    own = sorted((site.folder / "credentials").rglob("*"), key=lambda file: file.suffix != ".pass")
    named = [
        site.folder / written
        for key in ("key_passphrase_file", "key_file", "certificate_file")
        for written in site.written_anywhere("insi", key)
    ]
    return [*own, *named]


def _personal_files(site: Site) -> list[Path]:
    """Name what a trial of printer or card wrote, and what makes this installation this one."""
    paths = site.written_anywhere("printer", "path")
    if "file" in site.written_anywhere("printer", "driver"):
        paths.append(str(FileOptions().path))
    tickets = [site.folder / path for path in paths]
    cards = [site.folder / written for written in site.written_anywhere("card_reader", "trace")]
    states = [site.state_dir / name for name in ("number.json", "instance-id")]
    return [*tickets, *cards, *states]


def is_sure(site: Site, word: str) -> bool:
    """Have a word typed before something that cannot be undone."""
    return site.terminal.ask(site.text("sure", word=word) + " ", [word]).strip() == word


def _complete_trace(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return "on", "off"
        case ["on"]:
            return "5", "10", "30", "60"
        case _:
            return ()


SERVICE = Command(
    "service",
    "service start|stop|restart|pause|resume",
    _service,
    one_of("start", "stop", "restart", "pause", "resume"),
)
LOGS = Command("logs", "logs [LINES]", _logs, one_of("20", "100", "500"))
TRACE = Command("trace", "trace on MINUTES | off", _trace, _complete_trace)
REBOOT = Command("reboot", "reboot [now]", _reboot, one_of("now"))
FACTORY_RESET = Command("factory-reset", "factory-reset", _factory_reset)

COMMANDS = (SERVICE, LOGS, TRACE, REBOOT, FACTORY_RESET)

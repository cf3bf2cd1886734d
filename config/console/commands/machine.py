"""service, logs, trace, reboot, factory-reset."""

import shutil
from collections.abc import Iterable, Sequence

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused, one_of
from config.console.site import KioskSilent, Site, host_name
from config.system import Lacking, Outcome, Ran, Refused
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
        case ProtocolError() as error:
            return Failed(Problem.KIOSK_SILENT, error.value)
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
    if arguments and not (arguments.isdecimal() and 1 <= int(arguments[:9]) <= _MOST_LOG_LINES):
        return misused(site, LOGS.usage)
    return of_system(site, site.system.log_lines(int(arguments) if arguments else _LOG_LINES))


def _trace(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["on", minutes] if minutes.isdecimal() and 1 <= int(minutes[:9]) <= LONGEST_TRACE_MINUTES:
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
    """Remove configuration, its versions, and every key; the audit stays, for it tells who did this."""
    if arguments:
        return misused(site, FACTORY_RESET.usage)
    site.terminal.say(f" {site.text('factory_reset')}")
    if not is_sure(site, host_name()):
        return Failed(Problem.COMMAND_INTERRUPTED, site.text("not_done"))
    if (site.folder / "credentials").is_dir():
        shutil.rmtree(site.folder / "credentials")
    removed = [
        file
        for file in (
            site.store.file,
            *site.store.beside(),
            site.state_dir / "number.json",
            site.state_dir / "instance-id",
        )
        if file.exists()
    ]
    for file in removed:
        remove_durably(file)
    sync_folder(site.folder)
    order(site, KioskCommand.PAUSE)
    return Done(tuple(f" {file.name}" for file in removed), {"removed": [file.name for file in removed]})


def is_sure(site: Site, word: str) -> bool:
    """Have a word typed before something that cannot be undone."""
    return site.terminal.ask(site.text("sure", word=word) + " ").strip() == word


def _complete_trace(_site: Site, words: Sequence[str]) -> Iterable[str]:
    return () if words else ("on", "off")


SERVICE = Command(
    "service",
    "service start|stop|restart|pause|resume",
    _service,
    one_of("start", "stop", "restart", "pause", "resume"),
)
LOGS = Command("logs", "logs [LINES]", _logs)
TRACE = Command("trace", "trace on MINUTES | off", _trace, _complete_trace)
REBOOT = Command("reboot", "reboot [now]", _reboot, one_of("now"))
FACTORY_RESET = Command("factory-reset", "factory-reset", _factory_reset)

COMMANDS = (SERVICE, LOGS, TRACE, REBOOT, FACTORY_RESET)

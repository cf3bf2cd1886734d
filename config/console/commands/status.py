"""status, problems, version, language: how the kiosk is, on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from importlib.metadata import version
from typing import Any, TypeAlias

from config.console.answer import Answer, Done
from config.console.audit import last_sign_of_life
from config.console.command import Command, misused, one_of
from config.console.commands.configuration import doubts
from config.console.sessions import OpenSession
from config.console.site import KioskSilent, Site
from config.console.terminal import columns, wrapped
from config.console.texts import LANGUAGES
from config.settings import Settings
from config.system import Lacking, Outcome, Ran, Refused
from kiosk.control.protocol import ProtocolError, Question
from kiosk.insi.credential_files import FileUnusable, read_certificate
from kiosk.insi.credentials import EXPIRY_WARNING
from kiosk.problems import Problem, guidance

_DISK_NEARLY_FULL_PERCENT = 5
_TOO_HOT_C = 80
_HOUR_S = 3600
_DAY_S = 86_400
_SCREEN_HANGS_S = 10
_GREETING_WAITS_S = 1.0

Kiosk: TypeAlias = Mapping[str, Any] | ProtocolError | KioskSilent
"""What the running program answered to the question for its status."""


class State(Enum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    UNKNOWN = "unknown"
    """Nobody can tell, such as how the printer is while the kiosk is down."""


_WARNINGS = {
    Problem.PRINTER_PAPER_LOW,
    Problem.CREDENTIALS_DOUBTFUL,
    Problem.CERTIFICATE_ENDS_SOON,
    Problem.CLOCK_UNSYNCHRONIZED,
    Problem.COMMIT_UNCONFIRMED,
    Problem.PAUSED,
    Problem.TOO_HOT,
}
"""With these the kiosk goes on, or a technician means it to stand still."""

_ROWS_OF = {
    Problem.CLOCK_UNSYNCHRONIZED: "clock",
    Problem.STORAGE_FAILED: "system",
    Problem.DISK_FULL: "system",
    Problem.TOO_HOT: "system",
    Problem.DISPLAY_MISSING: "screen",
    Problem.FONT_MISSING: "screen",
    Problem.NETWORK_UNREACHABLE: "insi",
}
_ROWS_OF_LETTERS = {"R": "reader", "P": "printer", "I": "insi", "C": "insi"}


@dataclass(frozen=True)
class Found:
    problem: Problem
    since: datetime | None
    """None: found just now, and nobody knows since when."""
    text: str = ""
    """What the code alone does not say."""


@dataclass(frozen=True)
class Row:
    state: State
    words: str


def problems(site: Site, kiosk: Kiosk) -> list[Found]:
    """Look at everything that can be wrong: what the running kiosk knows, and what the console sees by itself."""
    settings = site.settings()
    found = _of_kiosk(site, kiosk)
    if isinstance(settings, Settings):
        found += [Found(problem, _since(problem, settings), text) for problem, text in doubts(site, settings)]
    else:
        found += [Found(Problem.CONFIGURATION_INVALID, _in_force_since(site), site.words(one)) for one in settings]
    if site.store.trial() is not None:
        found.append(Found(Problem.COMMIT_UNCONFIRMED, _in_force_since(site)))
    return found + _of_machine(site)


def _of_kiosk(site: Site, kiosk: Kiosk) -> list[Found]:
    match kiosk:
        case KioskSilent(reason):
            return [Found(Problem.KIOSK_SILENT, last_sign_of_life(site.state_dir), reason)]
        case ProtocolError():
            return [Found(Problem.KIOSK_SILENT, None, site.text("kiosk_starts"))]
        case _:
            known = {problem.value: problem for problem in Problem}
            found = [
                Found(known[entry["code"]], datetime.fromisoformat(entry["since"]))
                for entry in kiosk["problems"]
                if entry["code"] in known
            ]
            silent_s = int(kiosk.get("silent_s", 0))
            if silent_s >= _SCREEN_HANGS_S:
                since = datetime.now(UTC) - timedelta(seconds=silent_s)
                found.insert(0, Found(Problem.KIOSK_SILENT, since, site.text("screen_hangs")))
            return found


def _of_machine(site: Site) -> list[Found]:
    found = []
    free = site.machine.free_percent(site.state_dir)
    if free is not None and free < _DISK_NEARLY_FULL_PERCENT:
        found.append(Found(Problem.DISK_FULL, None, f"{free} %"))
    heat = site.machine.temperature_c()
    if heat is not None and heat > _TOO_HOT_C:
        found.append(Found(Problem.TOO_HOT, None, f"{heat} C"))
    match site.system.clock():
        case Ran(lines) if "NTPSynchronized=no" in lines:
            found.append(Found(Problem.CLOCK_UNSYNCHRONIZED, None))
        case _:
            pass
    return found


def _since(problem: Problem, settings: Settings) -> datetime | None:
    if problem is not Problem.CERTIFICATE_ENDS_SOON:
        return None
    try:
        return read_certificate(settings.insi.certificate_file).valid_until - EXPIRY_WARNING
    except FileUnusable:
        return None


def _in_force_since(site: Site) -> datetime | None:
    try:
        return datetime.fromtimestamp(site.store.file.stat().st_mtime, UTC)
    except OSError:
        return None


def greeting(site: Site, others: Sequence[OpenSession] = ()) -> list[str]:
    """Say what this is, how it is, and who else is at it."""
    count = len({found.problem for found in problems(site, site.ask_kiosk(Question.STATUS, _GREETING_WAITS_S))})
    slot = _slot(site.system.update_status())
    lines = [
        site.text(
            "greeting",
            version=version("vitale-kiosk") + (f", {slot}" if slot else ""),
            problems=site.counted("problems", count),
            changes=site.counted("changes", site.uncommitted_changes()),
        )
    ]
    for other in others:
        since = _shown_time(datetime.fromisoformat(other.since))
        lines.append(site.text("also_here", account=other.account, line=other.line, since=since))
    return lines


def _problems(site: Site, _arguments: str) -> Answer:
    found = problems(site, site.ask_kiosk(Question.STATUS))
    texts = guidance(site.language)
    lines: list[str] = []
    for problem in dict.fromkeys(entry.problem for entry in found):
        of_it = [entry for entry in found if entry.problem is problem]
        since = next((site.text("since", time=_shown_time(entry.since)) for entry in of_it if entry.since), "")
        lines += columns(f" {problem.value}", "  ".join(part for part in (since, texts[problem].meaning) if part))
        for entry in of_it:
            lines += wrapped(entry.text, " " * 8)
        lines += wrapped(texts[problem].remedy, " " * 8)
    if not found:
        lines.append(f" {site.text('no_problem')}")
    content = [
        {
            "code": entry.problem.value,
            "since": entry.since.isoformat(timespec="seconds") if entry.since is not None else None,
            "meaning": texts[entry.problem].meaning,
            "text": entry.text,
            "remedy": texts[entry.problem].remedy,
        }
        for entry in found
    ]
    return Done(tuple(lines), {"problems": content})


def _status(site: Site, _arguments: str) -> Answer:
    kiosk = site.ask_kiosk(Question.STATUS)
    found = list(dict.fromkeys(entry.problem for entry in problems(site, kiosk)))
    settings = site.settings()
    answered = kiosk if isinstance(kiosk, Mapping) else {}
    rows = _rows(site, kiosk, answered, settings if isinstance(settings, Settings) else None, found)
    lines: list[str] = []
    for name, row in rows.items():
        lines += columns(f" {name:8} {site.text(f'state_{row.state.value}'):8}", row.words)
    if answered.get("today"):
        lines += columns(f" {'today':8} {'':8}", site.text("counts", **answered["today"]))
    content = {
        "rows": {name: {"state": row.state.value, "words": row.words} for name, row in rows.items()},
        "kiosk": dict(answered),
        "problems": [problem.value for problem in found],
    }
    return Done(tuple(lines), content)


def _rows(
    site: Site, kiosk: Kiosk, answered: Mapping[str, Any], settings: Settings | None, found: Sequence[Problem]
) -> dict[str, Row]:
    is_heard = isinstance(kiosk, Mapping)
    is_starting = answered.get("state") == "starting"
    clock, slots = site.system.clock(), site.system.update_status()
    rows = {
        "kiosk": (True, _kiosk_words(site, kiosk)),
        "screen": (is_heard, _screen_words(site, answered, settings)),
        "reader": (is_heard and not is_starting, _reader_words(site, answered, settings)),
        "printer": (is_heard, _printer_words(site, answered, settings)),
        "insi": (answered.get("insi") is not None, _insi_words(site, answered, settings)),
        "clock": (isinstance(clock, Ran), _clock_words(site, clock)),
        "system": (True, _system_words(site)),
        "update": (isinstance(slots, Ran), _update_words(site, slots)),
    }
    return {name: _row(name, words, found, is_known=is_known) for name, (is_known, words) in rows.items()}


def _row(name: str, words: str, found: Sequence[Problem], *, is_known: bool) -> Row:
    own = [problem for problem in found if _row_of(problem) == name]
    codes = " ".join(problem.value for problem in own)
    if any(problem not in _WARNINGS for problem in own):
        state = State.PROBLEM
    elif own:
        state = State.WARNING
    else:
        state = State.OK if is_known else State.UNKNOWN
    return Row(state, _join(codes, words))


def _row_of(problem: Problem) -> str:
    return _ROWS_OF.get(problem) or _ROWS_OF_LETTERS.get(problem.value[0], "kiosk")


def everything(site: Site) -> dict[str, object]:
    """Give what `status` and `problems` show, as data."""
    return {"status": _status(site, "").content, "problems": _problems(site, "").content}


def _kiosk_words(site: Site, kiosk: Kiosk) -> str:
    match kiosk:
        case KioskSilent(reason):
            return reason
        case ProtocolError():
            return site.text("kiosk_starts")
        case _:
            paused = site.text("paused") if kiosk.get("is_paused") else ""
            traced = site.text("tracing", seconds=kiosk["traces_for_s"]) if kiosk.get("traces_for_s") else ""
            called = site.text("help_wanted") if kiosk.get("is_help_wanted") else ""
            page = site.text("page", page=kiosk["state"])
            return _join(str(kiosk.get("version", "")), page, called, paused, traced)


def _screen_words(site: Site, answered: Mapping[str, Any], settings: Settings | None) -> str:
    screen = answered.get("screen")
    if screen is not None:
        pace = site.text("pace", frames=screen["frames_per_s"])
        return _join(f"{screen['width_px']}x{screen['height_px']}", pace, screen["renderer"])
    panel = f"{settings.panel.width_px}x{settings.panel.height_px}" if settings is not None else ""
    displays = site.machine.displays()
    plugged = [name for name, is_connected in displays.items() if is_connected]
    return _join(panel, ", ".join(plugged) or (site.text("no_display") if displays else ""))


def _reader_words(site: Site, answered: Mapping[str, Any], settings: Settings | None) -> str:
    driver = settings.card_reader.driver if settings is not None else ""
    plugged = ", ".join(site.machine.card_readers()) if driver == "pcsc" else ""
    slot = site.text("card_in" if answered["card_in"] else "no_card") if "card_in" in answered else ""
    return _join(driver, plugged, slot, _last(site, answered, "card"))


def _printer_words(site: Site, answered: Mapping[str, Any], settings: Settings | None) -> str:
    if settings is None:
        return ""
    printer = settings.printer
    plugged = ", ".join(site.machine.usb_printers()) if printer.driver == "escpos-usb" else ""
    model = site.text("on", model=plugged or printer.profile, way=printer.driver.removeprefix("escpos-"))
    return _join(model if printer.driver != "disabled" else printer.driver, _last(site, answered, "ticket"))


def _insi_words(site: Site, answered: Mapping[str, Any], settings: Settings | None) -> str:
    if settings is None:
        return ""
    insi = answered.get("insi") or {}
    code = "" if insi.get("code") == "found" else str(insi.get("code", ""))
    duration = f"{insi['duration_ms']} ms" if insi.get("duration_ms") is not None else ""
    called = " ".join(words for words in (code, duration, _last(site, answered, "insi")) if words)
    try:
        certificate = read_certificate(settings.insi.certificate_file)
    except FileUnusable:
        days = ""
    else:
        left = (certificate.valid_until - datetime.now(UTC)).days
        days = site.text("certificate_days", name=certificate.common_name, days=left)
    return _join(settings.insi.environment.value, called, days)


def _clock_words(site: Site, clock: Outcome) -> str:
    now = datetime.now().astimezone()
    synchronized = ""
    if isinstance(clock, Ran):
        synchronized = site.text("synchronized" if "NTPSynchronized=yes" in clock.lines else "not_synchronized")
    return _join(f"{now:%Y-%m-%d %H:%M:%S %Z}", synchronized)


def _system_words(site: Site) -> str:
    heat, free = site.machine.temperature_c(), site.machine.free_percent(site.state_dir)
    return _join(
        site.text("load", load=site.machine.load()),
        f"{heat} C" if heat is not None else "",
        site.text("disk_free", percent=free) if free is not None else "",
        _up_words(site),
    )


def _up_words(site: Site) -> str:
    up_s = int(site.machine.up_s())
    for unit, seconds in (("days", _DAY_S), ("hours", _HOUR_S)):
        if up_s >= 2 * seconds:
            return site.text(f"up_{unit}", count=up_s // seconds)
    return site.text("up_minutes", count=up_s // 60)


def _update_words(site: Site, slots: Outcome) -> str:
    match slots:
        case Ran():
            return _slot(slots)
        case Lacking():
            return site.text("no_slots")
        case Refused():
            return site.text("slots_silent")


def _slot(slots: Outcome) -> str:
    """Give RAUC's own words of the slot that runs."""
    lines = slots.lines if isinstance(slots, Ran) else ()
    return next((line.strip() for line in lines if line.startswith("Booted from")), "")


def _version(site: Site, _arguments: str) -> Answer:
    number, words = version("vitale-kiosk"), _update_words(site, site.system.update_status())
    return Done((f" vitale-kiosk {number}", f" {words}"), {"version": number, "update": words})


def _language(site: Site, arguments: str) -> Answer:
    for language in LANGUAGES:
        if arguments == language:
            site.spoken = language
            return Done((), {"language": language})
    return misused(site, LANGUAGE.usage)


def _last(site: Site, answered: Mapping[str, Any], what: str) -> str:
    time = answered.get("last", {}).get(what)
    return site.text(f"last_{what}", time=_shown_time(datetime.fromisoformat(time))) if time else ""


def _shown_time(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


STATUS = Command("status", "status", _status)
PROBLEMS = Command("problems", "problems", _problems)
VERSION = Command("version", "version", _version)
LANGUAGE = Command("language", "language fr|en", _language, one_of(*LANGUAGES))

COMMANDS = (STATUS, PROBLEMS, VERSION, LANGUAGE)

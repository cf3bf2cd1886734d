"""status, problems, version, language: how the kiosk is, on one screen."""

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from config.console.answer import Answer, Done
from config.console.command import Command, misused, one_of
from config.console.commands.configuration import doubts
from config.console.site import KioskSilent, Site
from config.console.terminal import columns, wrapped
from config.console.texts import LANGUAGES
from config.settings import Settings
from config.system import Lacking, Ran
from kiosk.control.protocol import ProtocolError, Question
from kiosk.insi.credential_files import FileUnusable, read_certificate
from kiosk.problems import Problem, guidance

_DISK_NEARLY_FULL_PERCENT = 5
_TOO_HOT_C = 80
_DAY_S = 86_400
_THERMAL = Path("/sys/class/thermal/thermal_zone0/temp")


@dataclass(frozen=True)
class Found:
    problem: Problem
    since: datetime | None
    text: str = ""
    """What the code alone does not say."""


def problems(site: Site, kiosk: Mapping[str, Any] | ProtocolError | KioskSilent) -> list[Found]:
    """Look at everything that can be wrong: what the running kiosk knows, and what the console sees by itself."""
    found: list[Found] = []
    match kiosk:
        case KioskSilent(reason):
            found.append(Found(Problem.KIOSK_SILENT, None, reason))
        case ProtocolError() as error:
            found.append(Found(Problem.KIOSK_SILENT, None, error.value))
        case _:
            known = {problem.value: problem for problem in Problem}
            found += [
                Found(known[entry["code"]], _time(entry["since"]))
                for entry in kiosk["problems"]
                if entry["code"] in known
            ]
    settings = site.settings()
    if isinstance(settings, Settings):
        found += [Found(problem, None, text) for problem, text in doubts(site, settings)]
    else:
        found += [Found(Problem.CONFIGURATION_INVALID, None, str(mistake)) for mistake in settings]
    if site.store.trial() is not None:
        found.append(Found(Problem.COMMIT_UNCONFIRMED, None))
    return found + _of_machine(site)


def _of_machine(site: Site) -> list[Found]:
    found = []
    free = _free_percent(site.state_dir)
    if free is not None and free < _DISK_NEARLY_FULL_PERCENT:
        found.append(Found(Problem.DISK_FULL, None, f"{free} %"))
    heat = _temperature_c()
    if heat is not None and heat > _TOO_HOT_C:
        found.append(Found(Problem.TOO_HOT, None, f"{heat} C"))
    match site.system.clock():
        case Ran(lines) if "NTPSynchronized=no" in lines:
            found.append(Found(Problem.CLOCK_UNSYNCHRONIZED, None))
        case _:
            pass
    return found


def greeting(site: Site) -> list[str]:
    count = len(problems(site, site.ask_kiosk(Question.STATUS, timeout_s=1.0)))
    return [site.text("greeting", version=version("vitale-kiosk"), problems=count, changes=site.uncommitted_changes())]


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
            "since": entry.since.isoformat() if entry.since is not None else None,
            "text": entry.text,
        }
        for entry in found
    ]
    return Done(tuple(lines), {"problems": content})


def _status(site: Site, _arguments: str) -> Answer:
    kiosk = site.ask_kiosk(Question.STATUS)
    found = problems(site, kiosk)
    settings = site.settings()
    content = kiosk if isinstance(kiosk, Mapping) else {}
    last = content.get("last", {})
    rows = [
        ("kiosk", "S", _kiosk_words(site, kiosk)),
        ("screen", "-", _screen_words(content, settings)),
        ("reader", "R", _join(_driver(settings, "card_reader"), _last(site, "last_card", last.get("card")))),
        ("printer", "P", _join(_driver(settings, "printer"), _last(site, "last_ticket", last.get("ticket")))),
        ("insi", "IC", _insi_words(site, content, settings)),
        ("clock", "-", _clock_words(site)),
        ("system", "-", _system_words(site)),
        ("update", "-", _update_words(site)),
        ("today", "-", _today_words(site, content)),
    ]
    lines: list[str] = []
    for name, letters, words in rows:
        codes = [entry.problem.value for entry in found if entry.problem.value[0] in letters]
        state = site.text("state_problem") if codes else site.text("state_ok") if letters != "-" else ""
        lines += columns(f" {name:9} {state:8}", _join(" ".join(dict.fromkeys(codes)), words))
    content_out = {"kiosk": dict(content), "problems": [entry.problem.value for entry in found]}
    return Done(tuple(lines), content_out)


def everything(site: Site) -> dict[str, object]:
    """Give what `status` and `problems` show, as data."""
    return {"status": _status(site, "").content, "problems": _problems(site, "").content}


def _kiosk_words(site: Site, kiosk: Mapping[str, Any] | ProtocolError | KioskSilent) -> str:
    match kiosk:
        case KioskSilent(reason):
            return reason
        case ProtocolError() as error:
            return error.value
        case _:
            paused = site.text("paused") if kiosk.get("is_paused") else ""
            traced = site.text("tracing", seconds=kiosk["traces_for_s"]) if kiosk.get("traces_for_s") else ""
            return _join(str(kiosk.get("version", "")), str(kiosk["state"]), paused, traced)


def _screen_words(content: Mapping[str, Any], settings: Settings | Sequence[object]) -> str:
    if "screen" in content:
        return f"{content['screen']['width_px']}x{content['screen']['height_px']}"
    return f"{settings.panel.width_px}x{settings.panel.height_px}" if isinstance(settings, Settings) else ""


def _driver(settings: Settings | Sequence[object], section: str) -> str:
    return str(getattr(settings, section).driver) if isinstance(settings, Settings) else ""


def _insi_words(site: Site, content: Mapping[str, Any], settings: Settings | Sequence[object]) -> str:
    if not isinstance(settings, Settings):
        return ""
    insi = content.get("insi") or {}
    duration = f"{insi['duration_ms']} ms" if insi.get("duration_ms") is not None else ""
    try:
        certificate = read_certificate(settings.insi.certificate_file)
    except FileUnusable:
        days = ""
    else:
        left = (certificate.valid_until - datetime.now(UTC)).days
        days = site.text("certificate_days", name=certificate.common_name, days=left)
    return _join(settings.insi.environment.value, insi.get("code", ""), duration, days)


def _clock_words(site: Site) -> str:
    now = datetime.now().astimezone()
    match site.system.clock():
        case Ran(lines):
            synchronized = site.text("synchronized" if "NTPSynchronized=yes" in lines else "not_synchronized")
        case _:
            synchronized = ""
    return _join(f"{now:%Y-%m-%d %H:%M:%S %Z}", synchronized)


def _system_words(site: Site) -> str:
    heat, free = _temperature_c(), _free_percent(site.state_dir)
    up_days = int(time.clock_gettime(time.CLOCK_BOOTTIME)) // _DAY_S
    load = Path("/proc/loadavg").read_text("ascii").split()[0]
    return _join(
        site.text("load", load=load),
        f"{heat} C" if heat is not None else "",
        site.text("disk_free", percent=free) if free is not None else "",
        site.text("up", days=up_days),
    )


def _update_words(site: Site) -> str:
    match site.system.update_status():
        case Ran(lines):
            return next((line.strip() for line in lines if line.startswith("Booted from")), "")
        case Lacking():
            return site.text("no_slots")
        case _:
            return ""


def _today_words(site: Site, content: Mapping[str, Any]) -> str:
    counts = content.get("today")
    return site.text("counts", **counts) if counts else ""


def _version(site: Site, _arguments: str) -> Answer:
    number = version("vitale-kiosk")
    return Done(
        (f" vitale-kiosk {number}", *([words] if (words := f" {_update_words(site)}").strip() else [])),
        {"version": number},
    )


def _language(site: Site, arguments: str) -> Answer:
    for language in LANGUAGES:
        if arguments == language:
            site.spoken = language
            return Done((), {"language": language})
    return misused(site, LANGUAGE.usage)


def _last(site: Site, text_id: str, time_text: str | None) -> str:
    return site.text(text_id, time=_shown_time(_time(time_text))) if time_text else ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _shown_time(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _free_percent(folder: Path) -> int | None:
    try:
        usage = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists()))
    except OSError:
        return None
    return usage.free * 100 // usage.total


def _temperature_c() -> int | None:
    try:
        return int(_THERMAL.read_text("ascii")) // 1000
    except (OSError, ValueError):
        return None


STATUS = Command("status", "status", _status)
PROBLEMS = Command("problems", "problems", _problems)
VERSION = Command("version", "version", _version)
LANGUAGE = Command("language", "language fr|en", _language, one_of(*LANGUAGES))

COMMANDS = (STATUS, PROBLEMS, VERSION, LANGUAGE)

"""update status, install, confirm, back."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands.machine import of_system, order
from config.console.site import Site
from config.download import Fetched, NotFetched, download
from config.settings import Settings
from config.slot_health import confirm
from config.slots import Bundle, NoBundle, NoSlots, Slot, booted_slot, bundle_of, is_newer, running_version
from config.system import Lacking, Ran, Refused
from kiosk.control.protocol import Command as KioskCommand
from kiosk.problems import Problem

_VERBS = ("status", "install", "confirm", "back")
_INSTALL_WORDS = ("url", "force")
_DOWNLOADED = "update.raucb"


def _update(site: Site, arguments: str) -> Answer:
    match arguments.split():
        case ["status"]:
            return of_system(site, site.system.update_status())
        case ["install", *words] if set(words) <= set(_INSTALL_WORDS):
            return _install_from(site, words)
        case ["confirm"]:
            return _confirm(site)
        case ["back"]:
            return of_system(site, site.system.start_other_slot())
        case _:
            return misused(site, UPDATE.usage)


def _install_from(site: Site, words: Sequence[str]) -> Answer:
    if "url" not in words:
        bundles = _bundles(site.media)
        if len(bundles) != 1:
            return Failed(Problem.NOTHING_TO_DO, site.text("update_stick", count=len(bundles)))
        return _install(site, bundles[0], is_forced="force" in words)
    settings = site.settings()
    url = settings.update.url if isinstance(settings, Settings) else ""
    if not url:
        return Failed(Problem.NOTHING_TO_DO, site.text("update_no_url"))
    file = site.state_dir / _DOWNLOADED
    try:
        match download(url, file, lambda percent: site.terminal.say(f" {percent:3} %")):
            case Fetched():
                return _install(site, file, is_forced="force" in words)
            case NotFetched(reason):
                return Failed(Problem.NETWORK_UNREACHABLE, site.text("update_not_fetched", reason=reason))
    finally:
        file.unlink(missing_ok=True)


def _install(site: Site, bundle: Path, *, is_forced: bool) -> Answer:
    """Check who signed it and that it is newer, then write the other slot while the screen says "out of service"."""
    offered = _bundle(site, bundle)
    if isinstance(offered, Failed):
        return offered
    running = running_version()
    site.terminal.say(f" {bundle.name}: {running or '?'} -> {offered.version}")
    if not is_forced and not is_newer(offered.version, running):
        return Failed(Problem.VALUE_REFUSED, site.text("update_not_newer", version=offered.version))
    try:
        order(site, KioskCommand.PAUSE)  # a kiosk that does not run has nothing to pause
        done = site.system.install_update(bundle, lambda line: site.terminal.say(f" {line}"))
    finally:
        order(site, KioskCommand.RESUME)
    match done:
        case Ran():
            return Done((f" {site.text('update_installed')}",), {"version": offered.version})
        case Lacking() | Refused():
            return of_system(site, done)


def _confirm(site: Site) -> Answer:
    slot = _slot(site)
    return slot if isinstance(slot, Failed) else of_system(site, confirm(site.system, slot, site.folder))


def _bundle(site: Site, file: Path) -> Bundle | Failed:
    told = site.system.bundle(file)
    if not isinstance(told, Ran):
        return _failed(site, told)
    try:
        return bundle_of(told.lines)
    except NoBundle as failure:
        return Failed(Problem.SYSTEM_REFUSED, f"rauc: {failure}")


def _slot(site: Site) -> Slot | Failed:
    told = site.system.slots()
    if not isinstance(told, Ran):
        return _failed(site, told)
    try:
        return booted_slot(told.lines)
    except NoSlots as failure:
        return Failed(Problem.SYSTEM_REFUSED, f"rauc: {failure}")


def _failed(site: Site, outcome: Lacking | Refused) -> Failed:
    match outcome:
        case Lacking(program):
            return Failed(Problem.SYSTEM_LACKS, site.text("lacking", program=program))
        case Refused(text):
            return Failed(Problem.SYSTEM_REFUSED, text)


def _bundles(media: Path) -> list[Path]:
    """Find the bundles on the sticks that are plugged in; who signed them is RAUC's to check."""
    return sorted(
        file
        for depth in ("*.raucb", "*/*.raucb", "*/*/*.raucb")
        for file in media.glob(depth)
        if file.is_file() and not file.is_symlink()
    )


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return _VERBS
        case ["install", *more] if len(more) < len(_INSTALL_WORDS):
            return tuple(word for word in _INSTALL_WORDS if word not in more)
        case _:
            return ()


UPDATE = Command("update", "update status | install [url] [force] | confirm | back", _update, _complete)

COMMANDS = (UPDATE,)

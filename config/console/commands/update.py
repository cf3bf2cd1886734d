"""update status, install, confirm, back."""

from pathlib import Path

from config.console.answer import Answer, Failed
from config.console.command import Command, misused, one_of
from config.console.commands.machine import of_system
from config.console.site import Site
from kiosk.problems import Problem

_VERBS = ("status", "install", "confirm", "back")


def _update(site: Site, verb: str) -> Answer:
    match verb:
        case "status":
            return of_system(site, site.system.update_status())
        case "install":
            bundles = _bundles(site.media)
            if len(bundles) != 1:
                return Failed(Problem.NOTHING_TO_DO, site.text("update_stick", count=len(bundles)))
            site.terminal.say(f" {bundles[0].name}")
            return of_system(site, site.system.install_update(bundles[0]))
        case "confirm":
            return of_system(site, site.system.mark_update("mark-good booted"))
        case "back":
            return of_system(site, site.system.mark_update("mark-active other"))
        case _:
            return misused(site, UPDATE.usage)


def _bundles(media: Path) -> list[Path]:
    """Find the bundles on the sticks that are plugged in; who signed them is RAUC's to check."""
    return sorted(
        file
        for depth in ("*.raucb", "*/*.raucb", "*/*/*.raucb")
        for file in media.glob(depth)
        if file.is_file() and not file.is_symlink()
    )


UPDATE = Command("update", f"update {'|'.join(_VERBS)}", _update, one_of(*_VERBS))

COMMANDS = (UPDATE,)

"""`kiosk run`: the kiosk itself."""

from pathlib import Path

from config.settings import Settings
from kiosk.command.cannot_start import cannot_start
from kiosk.command.output import Result
from kiosk.problems import Problem


def run(settings: Settings, config_file: Path | None = None) -> Result:
    """Serve patients until told to stop."""
    from kiosk import logs

    logs.configure()
    from kiosk.ui.fonts import FontMissing, find_fonts
    from kiosk.ui.panel import DisplayMissing

    try:
        fonts = find_fonts()
    except FontMissing as missing:
        return cannot_start(missing.problem, str(missing))
    from hardware.printer.logo import LogoUnusable
    from kiosk.program import Program

    try:
        program = Program(settings, fonts, config_file)
    except LogoUnusable as unusable:
        return cannot_start(Problem.CONFIGURATION_INVALID, f"ticket.logo_file: {unusable}")
    except OSError as failure:
        return cannot_start(Problem.STORAGE_FAILED, f"{failure.filename}: {failure.strerror}")
    try:
        status = program.run()
    except DisplayMissing as missing:
        return cannot_start(missing.problem, str(missing))
    return Result({"outcome": "stopped"}, ["stopped"], status)

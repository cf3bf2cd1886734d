"""`kiosk run`: the kiosk itself."""

from config.settings import Settings
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result
from kiosk.problems import Problem, guidance


def run(settings: Settings) -> Result:
    """Serve patients until told to stop."""
    from kiosk import logs

    logs.configure()
    from kiosk.ui.fonts import FontMissing, find_fonts

    try:
        fonts = find_fonts()
    except FontMissing as missing:
        return _cannot_start(missing.problem, str(missing))
    from hardware.printer.logo import LogoUnusable
    from kiosk.program import Program

    try:
        program = Program(settings, fonts)
    except LogoUnusable as unusable:
        return _cannot_start(Problem.CONFIGURATION_INVALID, f"ticket.logo_file: {unusable}")
    except OSError as failure:
        return _cannot_start(Problem.STORAGE_FAILED, f"{failure.filename}: {failure.strerror}")
    status = program.run()
    return Result({"outcome": "stopped"}, ["stopped"], status)


def _cannot_start(problem: Problem, detail: str) -> Result:
    texts = guidance()[problem]
    return Result(
        {"outcome": "cannot_start", "code": problem.value, "text": detail, "remedy": texts.remedy},
        [f"{problem.value} {texts.meaning}: {detail}", texts.remedy],
        ExitStatus.CANNOT_START,
    )

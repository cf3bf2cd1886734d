from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result
from kiosk.problems import Problem, guidance


def cannot_start(problem: Problem, detail: str) -> Result:
    """Say why a command could not even begin, with the remedy."""
    texts = guidance()[problem]
    return Result(
        {"outcome": "cannot_start", "code": problem.value, "text": detail, "remedy": texts.remedy},
        [f"{problem.value} {texts.meaning}: {detail}", texts.remedy],
        ExitStatus.CANNOT_START,
    )

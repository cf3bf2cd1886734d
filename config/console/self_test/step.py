"""One step of a test: named, timed, and with the remedy where it fails."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from config.console.site import Site
from config.console.terminal import columns, wrapped
from kiosk.problems import Problem, guidance


@dataclass(frozen=True)
class Passed:
    detail: str = ""


@dataclass(frozen=True)
class Broken:
    problem: Problem
    detail: str = ""


@dataclass(frozen=True)
class PassedOver:
    """Nothing was tried, for the reason given; no failure."""

    reason: str


Result: TypeAlias = Passed | Broken | PassedOver
Step: TypeAlias = tuple[str, Callable[[], Result]]
"""The name, which `step.<name>` in the texts puts into words, and what is done."""


@dataclass(frozen=True)
class StepRun:
    name: str
    result: Result
    duration_ms: int

    @property
    def is_ok(self) -> bool:
        return not isinstance(self.result, Broken)

    def as_content(self) -> dict[str, object]:
        content: dict[str, object] = {"step": self.name, "ms": self.duration_ms}
        match self.result:
            case Passed(detail):
                return content | {"result": "ok", "code": None, "detail": detail}
            case PassedOver(reason):
                return content | {"result": "passed_over", "code": None, "detail": reason}
            case Broken(problem, detail):
                return content | {"result": "failed", "code": problem.value, "detail": detail}


def run_steps(site: Site, steps: Sequence[Step]) -> list[StepRun]:
    """Make one step after the other, say each while it happens, and stop at the first that fails."""
    made: list[StepRun] = []
    for number, (name, run) in enumerate(steps, start=1):
        began = time.monotonic()
        result = run()
        made.append(StepRun(name, result, round((time.monotonic() - began) * 1000)))
        _tell(site, number, made[-1])
        if isinstance(result, Broken):
            break
    return made


def _tell(site: Site, number: int, step: StepRun) -> None:
    match step.result:
        case Passed(detail):
            word, words = "step_ok", detail
        case PassedOver(reason):
            word, words = "step_passed_over", reason
        case Broken(problem, detail):
            word, words = "step_failed", f"{problem.value} {detail}"
    head = f" {number} {site.text(f'step.{step.name}'):16} {site.text(word):6} {step.duration_ms:5} ms"
    site.terminal.say(*columns(head, words))
    if isinstance(step.result, Broken):
        site.terminal.say(*wrapped(guidance(site.language)[step.result.problem].remedy, " " * 4))

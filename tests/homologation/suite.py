"""Running the cases, each against a simulator that has forgotten the one before."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.insi.record import Received
from tests.homologation import by_card, by_traits
from tests.homologation.case import Case
from tests.homologation.outcome_text import describe
from tests.homologation.trial import Check, Trial, client_of

CASES = (*by_card.CASES, *by_traits.CASES)


@dataclass(frozen=True)
class Question:
    """What a user asked, and what the client made of the answers."""

    asked: str
    outcome: str


@dataclass(frozen=True)
class Finished:
    case: Case
    questions: tuple[Question, ...]
    exchanges: tuple[Received, ...]
    checks: tuple[Check, ...]

    @property
    def has_passed(self) -> bool:
        return bool(self.checks) and all(check.holds for check in self.checks)


class Suite:
    """Keeps one simulator for each set of arguments the cases ask for, until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._simulators: dict[tuple[str, ...], RunningSimulator] = {}

    def run_all(self) -> Iterator[Finished]:
        return map(self.run, CASES)

    def run(self, case: Case) -> Finished:
        simulator = self._simulator(case.simulator_arguments)
        simulator.steering.reset()
        with client_of(simulator) as client:
            trial = Trial(simulator, client)
            case.run(trial)
        exchanges = tuple(trial.exchanges)
        departures = {str(deviation) for exchange in exchanges for deviation in exchange.deviations}
        trial.check("no request departs from the homologation rules", not departures)
        questions = map(Question, trial.asked, map(describe, trial.outcomes))
        return Finished(case, tuple(questions), exchanges, tuple(trial.checks))

    def close(self) -> None:
        self._stack.close()

    def _simulator(self, arguments: tuple[str, ...]) -> RunningSimulator:
        if arguments not in self._simulators:
            starting = start_simulator(self._folder, "--strict", *arguments)
            self._simulators[arguments] = self._stack.enter_context(starting)
        return self._simulators[arguments]

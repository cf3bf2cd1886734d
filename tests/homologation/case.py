"""What a homologation case is: run here, or listed with the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.homologation.trial import Trial


@dataclass(frozen=True)
class Case:
    number: str
    """The CNDA's, with a letter where one number has several parts."""
    title: str
    run: Callable[[Trial], None]
    known_from: str = ""
    """What of the case is not in public material and was filled in here."""
    simulator_arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotRun:
    number: str
    title: str
    reason: str

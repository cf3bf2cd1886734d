"""One moment by which everything must be over, however many calls and reads it takes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    at: float
    clock: Callable[[], float]
    """Monotonic, in seconds."""

    @classmethod
    def after(cls, timeout_s: float, clock: Callable[[], float]) -> "Deadline":
        return cls(clock() + timeout_s, clock)

    @property
    def remaining_s(self) -> float:
        """Zero once it has passed."""
        return max(0.0, self.at - self.clock())

    def require_left_s(self) -> float:
        """Return what remains, for a wait that begins now; raises TimeoutError once it has passed."""
        if self.has_passed:
            raise TimeoutError
        return self.remaining_s

    @property
    def has_passed(self) -> bool:
        return self.remaining_s == 0.0

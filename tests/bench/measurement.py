"""One row of the table: what was measured, and the most it may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    name: str
    value: float
    limit: float
    unit: str
    """`x` for a ratio."""
    note: str = ""
    """What a reader of the table must know beside the number."""

    @property
    def is_within_limit(self) -> bool:
        return self.value <= self.limit

from dataclasses import dataclass

_STEP_DB = 3
_STEPS = 7


@dataclass(frozen=True)
class Volume:
    """One of 7 steps of 3 dB, 18 dB in all; step 4 is 12 dB above the lowest (EN 301 549 §8.2.1)."""

    step: int = 3
    """0 is the softest; 3, after each visit, is what the amplifier is set to give 65 dBA at (§5.1.3.13)."""

    def __post_init__(self) -> None:
        if not 0 <= self.step < _STEPS:
            raise ValueError(f"volume step {self.step} is not one of 0 to {_STEPS - 1}")

    @property
    def gain_db(self) -> int:
        """Decibels below the loudest step, 0 or negative."""
        return (self.step - _STEPS + 1) * _STEP_DB

    @property
    def gain(self) -> float:
        """The factor by which the loudest step's samples are multiplied."""
        return float(10 ** (self.gain_db / 20))

    def louder(self) -> "Volume":
        """Give the next step, or this one if it is the loudest."""
        return Volume(min(self.step + 1, _STEPS - 1))

    def softer(self) -> "Volume":
        """Give the step before, or this one if it is the softest."""
        return Volume(max(self.step - 1, 0))


SOFTEST = Volume(0)
LOUDEST = Volume(_STEPS - 1)

"""What lights, help call and presence sensor offer to the kiosk, whatever drives them."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias


class Glow(Enum):
    OFF = "off"
    STEADY = "steady"
    BLINKING = "blinking"
    """Once a second: it leads the eye, and is far below what harms (WCAG 2.3.1)."""


@dataclass(frozen=True)
class Signals:
    """All that is shown at one moment."""

    slot: Glow = Glow.OFF
    """Beside the card slot: put the card in."""
    printer: Glow = Glow.OFF
    """Beside the paper's way out: take the ticket."""
    take_card: Glow = Glow.OFF
    """Beside the card slot, in another color and place than `slot`: take the card back."""
    help_call: bool = False
    """The contact to the staff's call system, closed as long as help is wanted."""


class Presence(Enum):
    NEAR = "near"
    AWAY = "away"
    NOT_SENSED = "not_sensed"
    """No sensor is connected."""


@dataclass(frozen=True)
class Working:
    presence: Presence


@dataclass(frozen=True)
class Missing:
    """The device does not answer; what was last to be shown is shown once it is back."""


IndicatorState: TypeAlias = Working | Missing


class Indicator(Protocol):
    """One thread owns it; only `interrupt` may be called from another."""

    def show(self, signals: Signals) -> None:
        """Show these instead of the last ones; a missing device shows them later."""
        ...

    def wait_for_change(self, seen: IndicatorState | None, timeout_s: float) -> IndicatorState:
        """Return the state as soon as it differs from `seen`, or after `timeout_s`; meanwhile lights blink."""
        ...

    def interrupt(self) -> None:
        """Make a waiting `wait_for_change` return early; callable from any thread."""
        ...

    def close(self) -> None:
        """Switch everything off, where the device still answers."""
        ...

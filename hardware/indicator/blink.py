"""When which output is on."""

import math
from collections.abc import Mapping
from typing import assert_never

from hardware.indicator.api import Glow, Signals
from hardware.indicator.lines import Output

HALF_PERIOD_S = 0.5


def levels(signals: Signals, at_s: float) -> Mapping[Output, bool]:
    """Tell which outputs are on; all that blink are on and off together."""
    lit = math.floor(at_s / HALF_PERIOD_S) % 2 == 0
    return {
        Output.SLOT: _is_on(signals.slot, lit),
        Output.PRINTER: _is_on(signals.printer, lit),
        Output.TAKE_CARD: _is_on(signals.take_card, lit),
        Output.HELP_CALL: signals.help_call,
    }


def next_edge_s(signals: Signals, at_s: float) -> float | None:
    """Tell when the next output changes by itself, or None if nothing blinks."""
    if Glow.BLINKING not in (signals.slot, signals.printer, signals.take_card):
        return None
    return (math.floor(at_s / HALF_PERIOD_S) + 1) * HALF_PERIOD_S


def _is_on(glow: Glow, lit: bool) -> bool:
    match glow:
        case Glow.OFF:
            return False
        case Glow.STEADY:
            return True
        case Glow.BLINKING:
            return lit
        case _:
            assert_never(glow)

"""How light the screen is and which palette it wears, by the time of day and by whether anybody is there."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Ambience:
    """How the screen looks apart from its page."""

    is_dark: bool = False
    """Whether the dark palette is worn; high contrast, where a patient chose it, goes before."""
    brightness: float = 1.0
    """Of all the light the panel has, above 0 and up to 1."""


@dataclass(frozen=True)
class LightPlan:
    """What the technician set; brightness as in `Ambience`."""

    night_from: time
    night_until: time
    """On the wall clock, as `night_from`; earlier: the night goes over midnight; equal: there is none."""
    dark_at_night: bool
    by_day: float
    by_night: float
    at_rest: float
    """Times the brightness of the hour, while nobody is there."""
    rest_after_s: float
    """Seconds without a touch, a visit or anybody near."""


def ambience_at(plan: LightPlan, now: time, unattended_s: float) -> Ambience:
    """Tell how the screen should look; `unattended_s` is 0 while somebody is near or a visit is under way."""
    is_night = _is_night(plan, now)
    brightness = plan.by_night if is_night else plan.by_day
    if unattended_s >= plan.rest_after_s:
        brightness *= plan.at_rest
    return Ambience(is_night and plan.dark_at_night, brightness)


def _is_night(plan: LightPlan, now: time) -> bool:
    if plan.night_from <= plan.night_until:
        return plan.night_from <= now < plan.night_until
    return now >= plan.night_from or now < plan.night_until

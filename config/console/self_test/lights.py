"""test lights: every light that is connected, one after the other; the staff is not called."""

from contextlib import ExitStack, closing

from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import Site
from config.settings import Settings
from hardware.indicator.api import Glow, Missing, Signals, Working
from hardware.indicator.registry import open_indicator
from kiosk.problems import Problem

_SHOWN_S = 1.0


def steps(site: Site, settings: Settings, held: ExitStack) -> list[Step]:
    """Give the steps on the lights opened until `held` ends."""
    if settings.indicator.driver == "disabled":
        return [("lights", lambda: PassedOver(site.text("disabled")))]
    indicator = held.enter_context(closing(open_indicator(settings.indicator)))

    def lights() -> Result:
        for light in (Signals(slot=Glow.STEADY), Signals(printer=Glow.STEADY), Signals(take_card=Glow.STEADY)):
            indicator.show(light)
            state = indicator.wait_for_change(None, 0)
            if isinstance(state, Missing):
                return Broken(Problem.LIGHTS_MISSING, settings.indicator.driver)
            indicator.wait_for_change(state, _SHOWN_S)
        state = indicator.wait_for_change(None, 0)
        presence = site.text(f"presence.{state.presence.value}") if isinstance(state, Working) else ""
        return Passed(", ".join(part for part in (site.text("lit"), presence) if part))

    return [("lights", lights)]

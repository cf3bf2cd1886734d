"""test screen: what is connected, and what the kiosk shows on it."""

from collections.abc import Mapping

from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import KioskSilent, Site
from kiosk.control.protocol import Question
from kiosk.problems import Problem

_STANDS_STILL_S = 5


def steps(site: Site) -> list[Step]:
    return [("display", lambda: _display(site)), ("touch", lambda: _touch(site)), ("page", lambda: _page(site))]


def _display(site: Site) -> Result:
    displays = site.machine.displays()
    connected = [name for name, is_connected in displays.items() if is_connected]
    if connected:
        return Passed(", ".join(connected))
    if not displays:
        return PassedOver(site.text("no_outputs"))
    return Broken(Problem.DISPLAY_MISSING, site.text("no_display"))


def _touch(site: Site) -> Result:
    panels = site.machine.touch_panels()
    return Passed(", ".join(panels)) if panels else PassedOver(site.text("no_touch"))


def _page(site: Site) -> Result:
    match site.ask_kiosk(Question.SCREEN):
        case KioskSilent(reason):
            return Broken(Problem.KIOSK_SILENT, reason)
        case Mapping() as screen if int(screen.get("silent_s", 0)) >= _STANDS_STILL_S:
            return Broken(Problem.KIOSK_SILENT, site.text("screen_hangs"))
        case Mapping() as screen:
            return Passed(str(screen.get("page", "")))
        case _:
            return Broken(Problem.KIOSK_SILENT, site.text("kiosk_starts"))

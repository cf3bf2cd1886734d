from dataclasses import dataclass

from kiosk.problems import Problem


class DisplayMissing(Exception):
    """No window can be opened; the kiosk cannot start without one."""

    problem = Problem.DISPLAY_MISSING


@dataclass(frozen=True)
class Panel:
    """The screen the kiosk runs on."""

    width_px: int
    height_px: int
    dots_per_mm: float = 5.9
    """1280 x 800 on 10.1 inches."""
    fullscreen: bool = True
    """The real panel: the whole screen, no pointer, and no way to close the window."""

"""Less light: by the panel's backlight where the kiosk may set it, else by a veil over the page."""

from pathlib import Path

from kivy.graphics import Canvas, Color, Rectangle

BACKLIGHTS = Path("/sys/class/backlight")
"""One folder for each panel's backlight (Linux ABI, sysfs-class-backlight)."""


class Dimmer:
    """Gives the panel a share of its light. Main thread only."""

    def __init__(self, veil: Canvas, backlights: Path = BACKLIGHTS) -> None:
        """`veil` is what is painted last of all."""
        self._veil = veil
        self._backlights = backlights
        self._brightness = 1.0
        self._size = (0, 0)

    def resize(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._dim()

    def set_brightness(self, brightness: float) -> None:
        """Take a share above 0 and up to 1."""
        if brightness != self._brightness:
            self._brightness = brightness
            self._dim()

    def _dim(self) -> None:
        is_lit = self._set_backlight()
        self._veil.clear()
        if self._brightness < 1 and not is_lit:
            self._veil.add(Color(0, 0, 0, 1 - self._brightness))
            self._veil.add(Rectangle(size=self._size))

    def _set_backlight(self) -> bool:
        """Set every backlight there is; tell whether there is one that takes it."""
        is_set = False
        for backlight in self._backlights.glob("*"):
            try:
                most = int((backlight / "max_brightness").read_text())
                (backlight / "brightness").write_text(str(max(1, round(most * self._brightness))))
            except OSError:  # not ours to set: the veil does it
                continue
            is_set = True
        return is_set

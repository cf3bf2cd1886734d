"""What the machine tells of itself in /proc and /sys, without a program and without a right."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SMART_CARD, _PRINTER = "0b", "07"
"""USB class codes (usb.org, Defined Class Codes)."""


@dataclass(frozen=True)
class Machine:
    """`root` stands for / in tests. What is not there is None or empty."""

    root: Path = Path("/")

    def load(self) -> str:
        words = (self._read("proc/loadavg") or "").split()
        return words[0] if words else ""

    def temperature_c(self) -> int | None:
        """Give the hottest zone, in degrees Celsius."""
        zones = (self._text(file) for file in self._glob("sys/class/thermal/thermal_zone*/temp"))
        return max((int(zone) // 1000 for zone in zones if zone and zone.isdecimal()), default=None)

    @staticmethod
    def up_s() -> float:
        """Give the seconds since the machine was started."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @staticmethod
    def free_percent(folder: Path) -> int | None:
        """Give the free part of the disk that holds, or will hold, a folder."""
        try:
            usage = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists()))
        except OSError:
            return None
        return usage.free * 100 // usage.total

    def card_readers(self) -> list[str]:
        """Name the USB card readers that are plugged in."""
        return list(self._usb_devices(_SMART_CARD))

    def usb_printers(self) -> list[str]:
        return list(self._usb_devices(_PRINTER))

    def displays(self) -> dict[str, bool]:
        """Name the video outputs, such as HDMI-A-1, and tell of each whether a screen is connected to it."""
        return {
            file.parent.name.partition("-")[2]: self._text(file) == "connected"
            for file in self._glob("sys/class/drm/card*-*/status")
            if not file.parent.name.partition("-")[2].startswith("Writeback")
        }

    def touch_panels(self) -> list[str]:
        """Name the input devices that report multi-touch positions (ABS_MT_POSITION_X, 0x35)."""
        return [
            self._text(file.parents[1] / "name") or file.parents[1].name
            for file in self._glob("sys/class/input/input*/capabilities/abs")
            if _has_bit(self._text(file) or "", 0x35)
        ]

    def _usb_devices(self, wanted: str) -> Iterator[str]:
        for file in self._glob("sys/bus/usb/devices/*/bInterfaceClass"):
            if self._text(file) == wanted:
                device = file.parent.resolve().parent
                words = (self._text(device / "manufacturer"), self._text(device / "product"))
                yield " ".join(word for word in words if word) or device.name

    def _glob(self, pattern: str) -> list[Path]:
        return sorted(self.root.glob(pattern))

    def _read(self, name: str) -> str | None:
        return self._text(self.root / name)

    @staticmethod
    def _text(file: Path) -> str | None:
        try:
            return file.read_text("utf-8", "replace").strip()
        except OSError:
            return None


def _has_bit(bitmap: str, bit: int) -> bool:
    """Look into a bitmap as the input subsystem writes it: words in hexadecimal, the lowest last."""
    words = bitmap.split()
    word_bits = 64
    position = len(words) - 1 - bit // word_bits
    return position >= 0 and bool(int(words[position], 16) >> bit % word_bits & 1)

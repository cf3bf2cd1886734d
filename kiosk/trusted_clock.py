"""Whether the wall clock can be believed: TLS needs it, and a patient's ticket tells it.

A Pi without a clock chip starts at the time of its last stop. Such a clock counts once a time server has set it.
"""

from datetime import UTC, datetime
from pathlib import Path

from kiosk.problems import Problem

_TIME_SERVICE = Path("run/systemd/timesync")
"""There while systemd-timesyncd runs; a technician who sets the clock by hand stops it, and vouches for the time."""


def clock_problem(
    now: datetime | None = None, root: Path = Path("/"), made_at_s: float = Path(__file__).stat().st_mtime
) -> Problem | None:
    """Tell what is wrong with the clock.

    `made_at_s` is when this program was made, in seconds since 1970: it has never been earlier. `root` stands for / in
    tests. Raises OSError when the machine's files cannot be read.
    """
    now = now or datetime.now(UTC)
    if now.timestamp() < made_at_s:
        return Problem.CLOCK_UNTRUSTED
    service = root / _TIME_SERVICE
    if not service.is_dir() or (service / "synchronized").exists() or _has_clock_chip(root, made_at_s):
        return None
    return Problem.CLOCK_UNTRUSTED


def _has_clock_chip(root: Path, made_at_s: float) -> bool:
    """Look for a chip that kept the time: one whose battery is empty starts decades ago, or tells no time at all."""
    times = map(_time_of, (root / "sys/class/rtc").glob("rtc*"))
    return any(time.isdecimal() and int(time) >= made_at_s for time in times)


def _time_of(chip: Path) -> str:
    """Give the seconds since 1970 as written, or nothing: a chip that knows that it stopped is read with EINVAL."""
    try:
        return (chip / "since_epoch").read_text("ascii").strip()
    except OSError:
        return ""

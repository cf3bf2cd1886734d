"""The day's running ticket number: kept across restarts and power cuts, never the same twice in a day."""

import contextlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.durable import write_durably


@dataclass(frozen=True)
class Issued:
    number: str
    """The kiosk's letter and the running number, such as "A 12"."""
    kept: bool
    """Whether it is on the disk; if not, a restart today may give it out again."""


class Numbering:
    """Counts on one file; a file that is not ours is laid aside, and counting begins again."""

    def __init__(self, file: Path, letter: str) -> None:
        self._file = file
        self._letter = letter
        self._given = ("", 0)

    def issue(self, today: date) -> Issued:
        """Give out the next number of `today`; it is on the disk before it is given out, where the disk allows."""
        day = today.isoformat()
        last = max((number for kept, number in (self._given, self._read()) if kept == day), default=0)
        self._given = (day, last + 1)
        try:
            self._write(day, last + 1)
        except OSError:
            kept = False
        else:
            kept = True
        return Issued(f"{self._letter} {last + 1}", kept)

    def _read(self) -> tuple[str, int]:
        try:
            kept = json.loads(self._file.read_text("ascii"))
            return str(kept["day"]), int(kept["number"])
        except OSError:
            return "", 0
        except (ValueError, KeyError, TypeError, OverflowError):
            with contextlib.suppress(OSError):  # then the next number takes its place, if the disk takes that
                self._file.rename(self._file.with_suffix(".damaged"))
            return "", 0

    def _write(self, day: str, number: int) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_durably(self._file, json.dumps({"day": day, "number": number}).encode("ascii"))

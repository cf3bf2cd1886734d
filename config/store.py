"""The configuration on disk: one file in force, one being edited, and the last versions.

    kiosk.toml                 in force
    kiosk.toml.candidate       being edited; it outlives the line that hung up
    kiosk.toml.unconfirmed     in force for a trial only: what comes back, and when
    kiosk.toml.history/17_2026-11-23T16-05-00Z_technician.toml

Each is replaced as a whole, so a power cut at any byte leaves the old or the new one. Whoever starts first, kiosk or
console, ends a trial that nobody confirmed.
"""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.draft import Draft
from config.mistakes import Mistake
from config.settings import Settings, read
from kiosk.durable import locked, remove_durably, sync_folder, write_durably

KEPT_VERSIONS = 20
_LOCK_S = 2.0
_NAME = re.compile(r"(?P<number>\d{1,9})_(?P<time>[0-9TZ-]{20})_(?P<account>[A-Za-z0-9.-]{1,32})\.toml")
_TIME = "%Y-%m-%dT%H-%M-%SZ"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Version:
    number: int
    made_at: datetime
    account: str
    file: Path


@dataclass(frozen=True)
class Trial:
    """A commit that rolls back by itself."""

    back_to: int
    ends_at_s: float
    """Seconds since the boot it began in (CLOCK_BOOTTIME): the wall clock may be set meanwhile."""
    boot_id: str

    @property
    def left_s(self) -> float:
        """A start in between ends a trial: whoever began it is not there any more."""
        return self.ends_at_s - _since_boot_s() if self.boot_id == _boot_id() else 0.0


class NoSuchVersion(Exception):
    """The version was never made, or is no longer kept."""


class Store:
    """May be used by several programs at a time: each change is made under a lock. Methods raise OSError."""

    def __init__(self, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.file = file.absolute()
        self._now = now
        self._candidate = self._beside("candidate")
        self._unconfirmed = self._beside("unconfirmed")
        self.history_dir = self._beside("history")
        self.sessions_dir = self._beside("sessions")
        """Where each console that is open leaves its note."""

    # What is there.

    def active_text(self) -> str:
        """Give the file in force, empty where there is none; bytes that are not UTF-8 become signs of that."""
        try:
            return self.file.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def candidate_text(self) -> str | None:
        """Give what is being edited, or None where nothing is."""
        try:
            return self._candidate.read_text("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def versions(self) -> list[Version]:
        """Give the versions kept, the oldest first; the last one is in force unless the file was edited by hand."""
        found = [
            Version(
                int(match["number"]),
                datetime.strptime(match["time"], _TIME).replace(tzinfo=UTC),
                match["account"],
                file,
            )
            for file in (self.history_dir.iterdir() if self.history_dir.is_dir() else ())
            if (match := _NAME.fullmatch(file.name)) and _is_time(match["time"])
        ]
        return sorted(found, key=lambda version: version.number)

    def version(self, number: int) -> Version:
        """Raises NoSuchVersion."""
        for version in self.versions():
            if version.number == number:
                return version
        raise NoSuchVersion(number)

    def beside(self) -> list[Path]:
        """Give every file of ours but the one in force, what power cuts left included."""
        return [
            *sorted(self.history_dir.glob("*")),
            *(file for file in sorted(self.file.parent.glob(f"{self.file.name}.*")) if file.is_file()),
        ]

    def trial(self) -> Trial | None:
        """Tell of a commit that waits for its confirmation; a damaged note of one is over at once."""
        try:
            note = json.loads(self._unconfirmed.read_bytes())
            return Trial(int(note["back_to"]), float(note["ends_at_s"]), str(note["boot_id"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            return Trial(0, 0.0, "")

    # Changes.

    def edit(self, change: Callable[[str], str | None]) -> None:
        """Have what is edited, or else what is in force, changed as a whole; None leaves it as it is.

        Two sessions at once change it one after the other, so neither loses what the other did.
        """
        with self._locked():
            edited = self.candidate_text()
            changed = change(self.active_text() if edited is None else edited)
            if changed is not None:
                write_durably(self._candidate, changed.encode())

    def discard_candidate(self) -> None:
        with self._locked():
            remove_durably(self._candidate)

    def commit(self, text: str, account: str, confirm_within_s: float | None = None) -> Version | list[Mistake]:
        """Put a configuration in force, or tell every mistake in it; for a trial only where a time is given."""
        checked = Draft(text, self.file.parent).settings()
        if not isinstance(checked, Settings):
            return checked
        with self._locked():
            back_to = self._number_of_active(account)
            running = self.trial()
            if running is not None and running.left_s > 0:
                back_to = running.back_to  # a trial within a trial goes back to what was sure
            if confirm_within_s is not None:
                self._note_trial(Trial(back_to, _since_boot_s() + confirm_within_s, _boot_id()))
            version = self._put_in_force(text.encode(), account)
            if confirm_within_s is None:
                remove_durably(self._unconfirmed)
            if self.candidate_text() in (text, None):  # what another session edited meanwhile goes on
                remove_durably(self._candidate)
            return version

    def confirm(self) -> bool:
        """Let a trial stand; False where there is none left."""
        with self._locked():
            trial = self.trial()
            if trial is None or trial.left_s <= 0:
                return False
            remove_durably(self._unconfirmed)
            return True

    def rollback(self, number: int, account: str) -> Version | list[Mistake]:
        """Put an earlier version in force again, as a new version, or tell why it cannot serve any more.

        Raises NoSuchVersion.
        """
        content = self.version(number).file.read_bytes()
        checked = read(content.decode("utf-8", "replace"), self.file.parent)
        if not isinstance(checked, Settings):
            return checked
        with self._locked():
            self._number_of_active(account)
            version = self._put_in_force(content, account)
            remove_durably(self._unconfirmed)
            remove_durably(self._candidate)
            return version

    def end_trial_if_due(self) -> Version | None:
        """Roll back a trial whose time is over; cheap where there is none, so it may be asked often."""
        if not self._unconfirmed.exists():
            return None
        with self._locked():
            trial = self.trial()
            if trial is None or trial.left_s > 0:
                return None
            version = None
            with contextlib.suppress(NoSuchVersion):
                earlier = self.version(trial.back_to)
                if earlier.file.read_bytes() == self.file.read_bytes():
                    version = earlier  # a power cut after the rollback and before its note was removed
                else:
                    version = self._put_in_force(earlier.file.read_bytes(), "rollback")
            remove_durably(self._unconfirmed)
            return version

    def _number_of_active(self, account: str) -> int:
        """Find the version in force; a file that was put there by hand becomes one first, so that it can come back."""
        content = self.file.read_bytes() if self.file.exists() else b""
        kept = self.versions()
        if kept and kept[-1].file.read_bytes() == content:
            return kept[-1].number
        return self._keep(content, account).number

    def _put_in_force(self, content: bytes, account: str) -> Version:
        write_durably(self.file, content)
        return self._keep(content, account)

    def _keep(self, content: bytes, account: str) -> Version:
        kept = self.versions()
        number = kept[-1].number + 1 if kept else 1
        made_at = self._now().astimezone(UTC).replace(microsecond=0)
        if not self.history_dir.is_dir():
            self.history_dir.mkdir(mode=0o750)
            sync_folder(self.history_dir.parent)
        account = re.sub(r"[^A-Za-z0-9.-]", "-", account)[:32] or "unknown"
        file = self.history_dir / f"{number}_{made_at.strftime(_TIME)}_{account}.toml"
        write_durably(file, content)
        trial = self.trial()
        for old in kept[: max(0, len(kept) + 1 - KEPT_VERSIONS)]:
            if trial is None or old.number != trial.back_to:  # a trial must always find its way back
                old.file.unlink(missing_ok=True)
        return Version(number, made_at, account, file)

    def _note_trial(self, trial: Trial) -> None:
        note = {"back_to": trial.back_to, "ends_at_s": trial.ends_at_s, "boot_id": trial.boot_id}
        write_durably(self._unconfirmed, json.dumps(note).encode())

    def _beside(self, what: str) -> Path:
        return self.file.with_name(f"{self.file.name}.{what}")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Raises LockHeld where another program is still changing something after `_LOCK_S`."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._beside("lock"), _LOCK_S):
            yield


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _since_boot_s() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return "unknown"

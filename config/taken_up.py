"""Whether the machine follows the configuration in force: machine-settings.service tells, the console waits for it."""

import enum
import hashlib
from pathlib import Path

RUN = Path("/run")
_FOLDER = "kiosk-settings"
"""Made at the start of the image; elsewhere nothing follows the configuration."""
_FILE = "taken-up"


class TakenUp(enum.Enum):
    NOWHERE = enum.auto()
    """This machine's address, firewall and clock are not the configuration's business."""
    NOT_YET = enum.auto()
    IN_PART = enum.auto()
    """A program refused; the journal of machine-settings.service says which."""
    WHOLLY = enum.auto()


def tell(configuration: bytes, *, is_whole: bool, run_dir: Path) -> None:
    """Note what was taken up. Raises OSError."""
    outcome = TakenUp.WHOLLY if is_whole else TakenUp.IN_PART
    (run_dir / _FOLDER / _FILE).write_text(f"{_digest(configuration)} {outcome.name}\n", "ascii")


def taken_up(configuration: bytes, run_dir: Path = RUN) -> TakenUp:
    folder = run_dir / _FOLDER
    if not folder.is_dir():
        return TakenUp.NOWHERE
    try:
        told = (folder / _FILE).read_text("ascii").split()
    except OSError:
        return TakenUp.NOT_YET
    for outcome in (TakenUp.WHOLLY, TakenUp.IN_PART):
        if told == [_digest(configuration), outcome.name]:
            return outcome
    return TakenUp.NOT_YET


def _digest(configuration: bytes) -> str:
    return hashlib.sha256(configuration).hexdigest()

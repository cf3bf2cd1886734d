"""`--config FILE` and `kiosk check-config`: what every command reads first."""

import sys
from pathlib import Path

from config.mistakes import Mistake
from config.settings import Settings, load
from config.store import Store
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result
from kiosk.insi.profile import sender_mistake

DEFAULT_FILE = Path("/etc/vitale-kiosk/kiosk.toml")


def require_settings(file: Path | None) -> Settings | Result:
    """Read the configuration, or tell all that is wrong with it."""
    file = file or DEFAULT_FILE
    loaded = load(file)
    return loaded if isinstance(loaded, Settings) else _invalid(file, loaded)


def end_unconfirmed_trial(file: Path | None) -> None:
    """Go back to the configuration before one that nobody confirmed, if its time is over; say so on standard error."""
    try:
        version = Store(file or DEFAULT_FILE).end_trial_if_due()
    except OSError as failure:
        print(f"{failure.filename}: {failure.strerror}; an unconfirmed configuration may be in force", file=sys.stderr)
        return
    if version is not None:
        print(f"the configuration was not confirmed: version {version.number} is in force", file=sys.stderr)


def settings_if_any(file: Path | None) -> Settings | Result | None:
    """Read the configuration where one is named or installed: some commands work on a bare machine too."""
    return None if file is None and not DEFAULT_FILE.exists() else require_settings(file)


def _invalid(file: Path, mistakes: list[Mistake]) -> Result:
    return Result(
        {
            "outcome": "invalid_configuration",
            "mistakes": [{"key": mistake.key, "text": mistake.text} for mistake in mistakes],
        },
        [f"{file}: {mistake}" for mistake in mistakes],
        ExitStatus.INVALID_CONFIGURATION,
    )


def check_config(file: Path | None) -> Result:
    file = file or DEFAULT_FILE
    loaded = load(file)
    if isinstance(loaded, Settings):
        notes = [f"establishment.id: {note}"] if (note := _unusual_sender(loaded)) is not None else []
        text = [f"{file}: no mistake", *(f"note: {note}" for note in notes)]
        return Result({"outcome": "valid", "mistakes": [], "notes": notes}, text, ExitStatus.OK)
    return _invalid(file, loaded)


def _unusual_sender(settings: Settings) -> str | None:
    """Other structure numbers exist, so an unusual one is pointed out and let through."""
    return sender_mistake(settings.establishment.kind, settings.establishment.id)

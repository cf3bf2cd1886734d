"""`--config FILE` and `kiosk check-config`: what every command reads first."""

from pathlib import Path

from config.mistakes import Mistake
from config.settings import Settings, load
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result

DEFAULT_FILE = Path("/etc/vitale-kiosk/kiosk.toml")


def require_settings(file: Path | None) -> Settings | Result:
    """Read the configuration, or tell all that is wrong with it."""
    file = file or DEFAULT_FILE
    loaded = load(file)
    return loaded if isinstance(loaded, Settings) else _invalid(file, loaded)


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
        return Result({"outcome": "valid", "mistakes": []}, [f"{file}: no mistake"], ExitStatus.OK)
    return _invalid(file, loaded)

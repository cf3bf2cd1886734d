"""How a command answers: one JSON object, or a few lines for a person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.command.exit_status import ExitStatus


@dataclass(frozen=True)
class Result:
    """What a command ended in; it may hold personal data, so it has no repr."""

    content: dict[str, Any]
    """The JSON object; `outcome` comes first."""
    text: Sequence[str]
    """The same for a person, a line each."""
    status: ExitStatus

    def __repr__(self) -> str:
        return f"Result({self.status.name})"


def show(result: Result, *, as_json: bool) -> int:
    """Print the result on standard output and return the exit status."""
    print(json.dumps(result.content, ensure_ascii=False) if as_json else "\n".join(result.text))
    return int(result.status)

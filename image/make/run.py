"""Programs the build is made of; one that fails ends the build with its own last words."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from image.make.refusal import Refusal

_LAST_LINES = 15


def run(
    command: Sequence[str | Path],
    *,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> str:
    """Return what the program wrote to standard output; `log` receives both outputs instead."""
    words = [str(word) for word in command]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
    if log is None:
        done = subprocess.run(words, input=stdin, env=variables, capture_output=True, text=True, check=False)
        output, errors = done.stdout, done.stderr or done.stdout
    else:
        with log.open("w") as file:
            done = subprocess.run(words, input=stdin, env=variables, stdout=file, stderr=file, text=True, check=False)
        output, errors = "", log.read_text(errors="replace")
    if done.returncode != 0:
        last = "\n".join(errors.splitlines()[-_LAST_LINES:])
        raise Refusal(f"{words[0]} ended with status {done.returncode}:\n{last}", "see the lines above")
    return output

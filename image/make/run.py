"""Programs the build is made of; one that fails ends the build with its own last words."""

import os
import subprocess
import tempfile
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
    """Return what the program wrote to standard output; what it wrote to standard error goes to `log`, if given."""
    words = [str(word) for word in command]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
    with tempfile.TemporaryFile("w+") if log is None else log.open("w+") as errors:
        done = subprocess.run(
            words, input=stdin, stdout=subprocess.PIPE, stderr=errors, env=variables, text=True, check=False
        )
        errors.seek(0)
        said = errors.read() or done.stdout or "it said nothing"
    if done.returncode != 0:
        last = "\n".join(said.splitlines()[-_LAST_LINES:])
        raise Refusal(f"{words[0]} ended with status {done.returncode}:\n{last}", "see the lines above")
    return done.stdout

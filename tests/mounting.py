"""What tests that mount need: named as not run where it lacks, a failure where CI=true, which must show everything."""

import os
import shutil
import subprocess

import pytest


def require(*programs: str) -> None:
    """Go on only where this process may mount and has the programs."""
    reason = _missing(programs)
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"this must run where CI=true: {reason}")
    pytest.skip(reason)


def _missing(programs: tuple[str, ...]) -> str | None:
    for program in ("unshare", *programs):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
            return f"{program} is not on this machine"
    if os.geteuid() != 0:
        return "only root may mount"
    tried = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)
    return None if tried.returncode == 0 else "unshare --mount is refused here"

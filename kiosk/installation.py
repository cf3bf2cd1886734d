"""Who this installation is towards INSi: a UUID made once and kept (ContexteLPS/Instance)."""

import uuid
from pathlib import Path


def instance_id(state_dir: Path) -> str:
    """Read the installation's UUID, or make it. Raises OSError when the folder cannot be written."""
    file = state_dir / "instance-id"
    try:
        return str(uuid.UUID(file.read_text("ascii").strip()))
    except (FileNotFoundError, ValueError):
        made = str(uuid.uuid4())
        state_dir.mkdir(parents=True, exist_ok=True)
        file.write_text(made + "\n", "ascii")
        return made

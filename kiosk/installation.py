"""Who this installation is towards INSi: a UUID made once and kept (ContexteLPS/Instance)."""

import uuid
from pathlib import Path

from kiosk.durable import write_durably


def instance_id(state_dir: Path) -> str:
    """Read the installation's UUID, or make it. Raises OSError when the folder cannot be written."""
    file = state_dir / "instance-id"
    try:
        return str(uuid.UUID(file.read_text("ascii").strip()))
    except (FileNotFoundError, ValueError):
        made = str(uuid.uuid4())
        state_dir.mkdir(parents=True, exist_ok=True)
        write_durably(file, f"{made}\n".encode("ascii"))
        return made

from dataclasses import dataclass


@dataclass(frozen=True)
class DoubleStrikes:
    """For how many seconds a second strike of the same key does not count (EN 301 549 §5.8)."""

    on_screen_s: float = 0.12
    """Quick fingers type, trembling ones do not type twice."""
    on_keyboard_s: float = 0.0

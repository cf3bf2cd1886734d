"""What is displayed, told by meaning: for tests and for the audit, so it holds nothing personal."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.ui.layout.geometry import Rect


@dataclass(frozen=True)
class ShownControl:
    message_id: str
    index: int | None
    """Tells apart the controls of a list, such as the people on the card."""
    rect: Rect
    """Where a touch counts, in window pixels from the top left."""


@dataclass(frozen=True)
class Screen:
    page: str
    """The state's name in snake_case, or `display` while the patient chooses how the screens look."""
    title: str
    """A message id, as are the sentence and the controls."""
    sentence: str | None
    controls: Sequence[ShownControl]
    language: str
    width_px: int
    height_px: int
    is_ready: bool
    """Whether touches count: not in the first moment of a page, where they may have been meant for the one before."""

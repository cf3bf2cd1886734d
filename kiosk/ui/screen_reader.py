from collections.abc import Sequence
from typing import Protocol

from kiosk.ui.view_models import Control, SpeechWish, View


class ScreenReader(Protocol):
    """Whoever tells the patient aloud what the screen shows; called on the main thread."""

    def read_page(self, view: View, controls: Sequence[Control], language: str) -> None:
        """Take note of a page that is new, or new in this language; `controls` are those shown, in reading order."""
        ...

    def read_control(self, control: Control) -> None:
        """Take note of the focus, which came to a control of the page."""
        ...

    def obey(self, wish: SpeechWish) -> None: ...

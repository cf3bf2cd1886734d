"""The screens in a window of their own: one X server and one window for all tests of a worker."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.emulators.display import start_display

if TYPE_CHECKING:
    from tests.ui.window import KioskWindow

LARGEST = (1920, 1280)


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    with start_display(*LARGEST) as name, pytest.MonkeyPatch.context() as environment:
        environment.setenv("DISPLAY", name)
        environment.setenv("SDL_VIDEODRIVER", "x11")
        yield name


@pytest.fixture
def still_clock(x_display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes but what the test lets pass, however slow the machine."""
    from tests.ui.window import Clock

    stands_s = Clock.time._real()
    monkeypatch.setattr(Clock.time, "_real", lambda: stands_s)


@pytest.fixture
def window(x_display: str) -> "Iterator[KioskWindow]":
    yield from _opened()


@pytest.fixture
def moving_window(x_display: str) -> "Iterator[KioskWindow]":
    yield from _opened(reduced_motion=False)


@pytest.fixture
def fullscreen_window(x_display: str) -> "Iterator[KioskWindow]":
    yield from _opened(fullscreen=True)


def _opened(**options: bool) -> "Iterator[KioskWindow]":
    from tests.ui.window import open_window  # opens the window, so not before there is a display

    with open_window(**options) as window:
        yield window

"""When the main loop looks: not before something is due, somebody touches the screen, or a worker has news."""

import os
import select
import socket
import weakref
from collections.abc import Iterator
from pathlib import Path

from kivy.clock import Clock

_MOST_FPS = 30
_LEAST_FPS = 2
"""So often the loop looks in any case."""
_BLIND_FPS = 20
"""So often where it cannot sleep on the display's connection, so that a touch never waits long."""

_DISPLAY_SERVERS = (b".X11-unix/X", b"wayland-")
"""Where the other end of that connection is, X11 or Wayland."""


class Pace:
    """Lets the loop sleep between two frames, at most 30 of which it makes in a second.

    Kivy's own clock sleeps through touches, and ends a sleep early by up to a third of a frame.
    """

    def __init__(self) -> None:
        self._news = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        # Not in `stop`: a worker may have news until the very end.
        weakref.finalize(self, os.close, self._news)
        self._sleeper = select.poll()
        self._least_fps = _BLIND_FPS
        self._is_woken = False

    def start(self) -> None:
        """Take over Kivy's sleep, once the window is open; main thread."""
        self._sleeper.register(self._news, select.POLLIN)
        for connection in _display_connections():
            self._sleeper.register(connection, select.POLLIN)
            self._least_fps = _LEAST_FPS
        # `_check_ready` is private, but all that Kivy's sleep asks.
        Clock._check_ready = self._check_ready  # noqa: SLF001
        Clock.usleep = self._sleep

    def stop(self) -> None:
        """Give Kivy's sleep back."""
        for name in ("_check_ready", "usleep"):  # of the instance, over those of its class
            Clock.__dict__.pop(name, None)

    def wake(self) -> None:
        """End the sleep; any thread."""
        os.eventfd_write(self._news, 1)

    def hurry(self, *_: object) -> None:
        """Have the next frame made at once: Kivy gives a touch to the page only there."""
        self._is_woken = True

    def _check_ready(self, *_: object) -> tuple[bool, float]:
        """Tell whether the next frame is due, or else in how many seconds."""
        began_s = Clock._last_tick  # noqa: SLF001
        next_s = min(began_s + 1 / self._least_fps, Clock.get_min_timeout())
        left_s = max(next_s, began_s + 1 / _MOST_FPS) - Clock.time()
        if self._is_woken or left_s <= 0:
            self._is_woken = False
            return True, 0.0
        return False, left_s

    def _sleep(self, microseconds: float) -> None:
        # Rounded up: a sleep that ends before its time would be followed by one of no length.
        for ready, _ in self._sleeper.poll(int(microseconds / 1000) + 1):
            self._is_woken = True
            if ready == self._news:
                os.eventfd_read(self._news)


def _display_connections() -> Iterator[int]:
    """Find the descriptors of the connection to the display, which SDL keeps to itself."""
    for entry in Path("/proc/self/fd").iterdir():
        number = int(entry.name)
        if entry.is_socket() and _is_display(number):
            yield number


def _is_display(descriptor: int) -> bool:
    try:
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            peer = connection.getpeername()
            is_local = connection.family == socket.AF_UNIX
    except OSError:  # not connected, or closed since it was listed
        return False
    return is_local and any(server in os.fsencode(peer) for server in _DISPLAY_SERVERS)

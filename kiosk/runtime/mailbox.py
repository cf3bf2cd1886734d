"""The one way in to the main thread."""

import queue
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_CAPACITY = 4096
"""Far above what taps and devices can post between two frames: reaching it means that the main loop hangs."""


class Mailbox(Generic[T]):
    """Many threads post, the main thread drains, in order and without loss."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._letters: queue.Queue[T] = queue.Queue(_CAPACITY)
        self._wake = wake

    def post(self, letter: T) -> None:
        """Leave a letter and return at once; callable from any thread.

        Raises queue.Full when the main thread has not drained for thousands of letters.
        """
        self._letters.put_nowait(letter)
        self._wake()

    def drain(self) -> Iterator[T]:
        """Yield what is there now; runs on the main thread."""
        while True:
            try:
                yield self._letters.get_nowait()
            except queue.Empty:
                return

"""Draws a part of the window again, and leaves the rest of it as it is."""

import contextlib
from collections.abc import Iterator
from functools import cache

from kivy.base import EventLoop
from kivy.graphics.opengl import GL_RENDERER, GL_SCISSOR_TEST, glDisable, glEnable, glGetString, glScissor

_KEEP_THEIR_PIXELS = (b"llvmpipe", b"softpipe")
"""Mesa's renderers on the processor: they copy to the display what they drew, and go on in the same memory. A graphics
chip may go on in another, but draws a whole window for nothing."""


@contextlib.contextmanager
def redrawn_within(x: int, y: int, width: int, height: int) -> Iterator[None]:
    """Show at once what the body changes in these pixels, counted from the bottom left; it changes nothing elsewhere.

    Where more of the window waits to be drawn, all of it is, as ever.
    """
    window = EventLoop.window
    is_all_that_changes = not window.canvas.needs_redraw
    yield
    if not is_all_that_changes or not _keeps_its_pixels():
        return
    glEnable(GL_SCISSOR_TEST)
    glScissor(x, y, width, height)
    try:
        window.dispatch("on_draw")
    finally:
        glDisable(GL_SCISSOR_TEST)
    window.dispatch("on_flip")


@cache
def _keeps_its_pixels() -> bool:
    return glGetString(GL_RENDERER).startswith(_KEEP_THEIR_PIXELS)

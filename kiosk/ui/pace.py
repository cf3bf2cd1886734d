from kivy.clock import Clock

_QUICK_FPS = 30
_SLOW_FPS = 10
_STAYS_QUICK_S = 2.0


class Pace:
    """How often the main loop looks at touches and draws: seldom at rest, until someone touches the screen."""

    def __init__(self) -> None:
        self._is_at_rest = False
        self._settle = Clock.create_trigger(lambda _elapsed_s: self._apply(), _STAYS_QUICK_S)

    def rest(self, is_at_rest: bool) -> None:
        self._is_at_rest = is_at_rest
        self._apply()

    def hurry(self, *_: object) -> None:
        """Answer a touch without delay, also at rest."""
        self._settle.cancel()
        self._settle()
        _set_fps(_QUICK_FPS)

    def stop(self) -> None:
        self._settle.cancel()

    def _apply(self) -> None:
        _set_fps(_SLOW_FPS if self._is_at_rest and not self._settle.is_triggered else _QUICK_FPS)


def _set_fps(fps: int) -> None:
    # Private, but Kivy has no other way to change the pace while running.
    Clock._max_fps = fps  # noqa: SLF001

"""The contact to the staff's call system: closed while help is wanted, and long enough to be heard."""

from collections.abc import Callable

SHORTEST_CALL_S = 30.0
"""However often the help page is opened and left meanwhile, it is one call: many taps ring once."""


class HelpCall:
    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._since_s: float | None = None

    def is_on(self, *, is_wanted: bool) -> bool:
        """Tell whether the contact is closed now; asked again and again."""
        now_s = self._monotonic_s()
        if is_wanted and self._since_s is None:
            self._since_s = now_s
        elif not is_wanted and self._since_s is not None and now_s >= self._since_s + SHORTEST_CALL_S:
            self._since_s = None
        return self._since_s is not None

"""Draws the flow by living it: every state reached from the first by every event.

python -m tests.unit.kiosk.flow.diagram    writes the table of kiosk/flow/README.md anew
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import kiosk.flow
from kiosk.audit.record import name_of
from kiosk.flow.events import AppearanceChosen, LanguageChosen, TimedOut
from kiosk.flow.machine import first, step
from kiosk.flow.states import Kiosk
from kiosk.flow.timeouts import timeout_s
from tests.unit.kiosk.flow.events_strategy import EVENTS

README = Path(kiosk.flow.__file__).parent / "README.md"
_BEGIN, _END = "<!-- drawn: begin -->\n", "<!-- drawn: end -->"

_EVENTS = [event for event in EVENTS if not isinstance(event, LanguageChosen | AppearanceChosen)]


def drawn() -> str:
    """The table: each state, how long it lasts, and what leads where."""
    ways: dict[str, dict[str, set[str]]] = {}
    seconds: dict[str, str] = {}
    for before, event, after in _steps():
        limit_s = timeout_s(before)
        seconds[name_of(before.state)] = "–" if limit_s is None else f"{limit_s:g}"
        ways.setdefault(name_of(before.state), {})
        if name_of(after.state) != name_of(before.state):
            ways[name_of(before.state)].setdefault(name_of(after.state), set()).add(event)
    lines = ["| State | Seconds | Leads to |", "|---|---|---|"]
    for state in sorted(ways):
        targets = [f"`{target}` on {', '.join(sorted(events))}" for target, events in sorted(ways[state].items())]
        lines.append(f"| `{state}` | {seconds[state]} | {'<br>'.join(targets)} |")
    return "\n".join(lines) + "\n"


def written() -> str:
    """The table as it stands in the README."""
    return README.read_text("utf-8").partition(_BEGIN)[2].partition(_END)[0]


def write() -> None:
    head, _, rest = README.read_text("utf-8").partition(_BEGIN)
    README.write_text(head + _BEGIN + drawn() + _END + rest.partition(_END)[2], "utf-8")


def _steps() -> Iterator[tuple[Kiosk, str, Kiosk]]:
    seen: set[str] = set()
    waiting = [first("fr")]
    while waiting:
        kiosk = waiting.pop()
        for event in (*_EVENTS, TimedOut(kiosk.serial)):
            after, _ = step(kiosk, event)
            yield kiosk, type(event).__name__, after
            # The serial only counts; without it the kiosk has few enough situations to visit them all.
            situation = repr(replace(after, serial=0))
            if situation not in seen:
                seen.add(situation)
                waiting.append(replace(after, serial=0))


if __name__ == "__main__":
    write()

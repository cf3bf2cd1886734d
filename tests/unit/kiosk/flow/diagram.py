"""Draws the flow by living it: every state reached from the first by every event.

python -m tests.unit.kiosk.flow.diagram    writes the table of kiosk/flow/README.md anew
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import kiosk.flow
from hardware.card_reader.api import Busy, CardKind, Mute, WrongCard
from hardware.printer.api import CoverOpen, NotPrinted
from kiosk.audit.record import name_of
from kiosk.flow.events import (
    AppearanceChosen,
    CardReadEnded,
    Event,
    HelpCallChanged,
    HelpWanted,
    KeyErased,
    KeyPressed,
    KioskClosed,
    LanguageChosen,
    PrintEnded,
    ReaderChanged,
    TimedOut,
    Touched,
    TypingWanted,
)
from kiosk.flow.machine import first, step
from kiosk.flow.states import Kiosk, TypeTraits
from kiosk.flow.timeouts import MOST_EXTENSIONS, timeout_s
from kiosk.flow.typed_traits import TraitField, TypedTraits
from kiosk.identity.traits import Sex
from kiosk.problems import Problem
from tests.unit.kiosk.flow.events_strategy import EVENTS, VISITS

README = Path(kiosk.flow.__file__).parent / "README.md"
_BEGIN, _END = "<!-- drawn: begin -->\n", "<!-- drawn: end -->"

_STAYING = LanguageChosen | AppearanceChosen | HelpWanted | HelpCallChanged | Touched | KeyPressed | KeyErased
"""Events that lead to no other state."""

_ALL_TYPED = TypeTraits(TraitField.BIRTH_PLACE, TypedTraits("ADRUN", "ZOE", "31121975", Sex.FEMALE))
"""What no single key leads to."""

_THIS, _OTHER = VISITS
_ALIKE: list[Event] = [
    KioskClosed(None),
    ReaderChanged(Problem.CARD_SERVICE_DOWN),
    *(CardReadEnded(_THIS, reading) for reading in (Mute(), Busy(), *(WrongCard(kind) for kind in CardKind))),
    PrintEnded(_THIS, NotPrinted(CoverOpen())),
]
"""Events that lead where another of their kind does."""

_EVENTS = [
    event
    for event in EVENTS
    if not isinstance(event, _STAYING) and event not in _ALIKE and getattr(event, "visit", None) != _OTHER
]


def drawn() -> str:
    """The table: each state, how long it lasts, and what leads where."""
    ways: dict[str, dict[str, set[str]]] = {}
    seconds: dict[str, str] = {}
    for before, event, after in _steps():
        limit_s = timeout_s(replace(before, is_reminded=False))
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
    waiting = [first("fr"), _all_typed()]
    while waiting:
        kiosk = waiting.pop()
        for event in (*_EVENTS, TimedOut(kiosk.serial)):
            after, _ = step(kiosk, event)
            yield kiosk, type(event).__name__, after
            # Counters apart, the kiosk has few enough situations to visit them all; more time once is more time always.
            counted = replace(after, serial=0, extensions=MOST_EXTENSIONS if after.extensions else 0)
            situation = repr(counted)
            if situation not in seen:
                seen.add(situation)
                waiting.append(counted)


def _all_typed() -> Kiosk:
    kiosk = first("fr")
    for event in (ReaderChanged(None), TypingWanted(VISITS[0])):
        kiosk, _ = step(kiosk, event)
    return replace(kiosk, state=_ALL_TYPED)


if __name__ == "__main__":
    write()

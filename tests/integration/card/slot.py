"""Waiting for what a slot holds, with a deadline."""

import time

from hardware.card_reader.api import CardPresent, CardReader, SlotState

_DEADLINE_S = 20.0


def wait_for(reader: CardReader, kind: type[SlotState], timeout_s: float = _DEADLINE_S) -> SlotState:
    """Return the first state of this kind."""
    deadline_s = time.monotonic() + timeout_s
    state = reader.wait_for_change(None, 0)
    while not isinstance(state, kind):
        remaining_s = deadline_s - time.monotonic()
        assert remaining_s > 0, f"waited {timeout_s} s for {kind.__name__}, and the slot is {state}"
        state = reader.wait_for_change(state, remaining_s)
    return state


def wait_for_new_card(reader: CardReader, before: SlotState | None = None) -> CardPresent:
    """Return a card's insertion other than `before`."""
    deadline_s = time.monotonic() + _DEADLINE_S
    state = reader.wait_for_change(before, _DEADLINE_S)
    while not isinstance(state, CardPresent) or state == before:
        remaining_s = deadline_s - time.monotonic()
        assert remaining_s > 0, f"no card came; the slot is {state}"
        state = reader.wait_for_change(state, remaining_s)
    return state

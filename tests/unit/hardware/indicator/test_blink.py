import itertools

from hypothesis import given
from hypothesis import strategies as st

from hardware.indicator.api import Glow, Signals
from hardware.indicator.blink import levels, next_edge_s
from hardware.indicator.lines import Output

_ALL_SIGNALS = [
    Signals(slot, printer, take_card, help_call)
    for slot, printer, take_card, help_call in itertools.product(Glow, Glow, Glow, (False, True))
]


def test_steady_is_on_off_is_off_and_blinking_is_either():
    signals = Signals(slot=Glow.STEADY, take_card=Glow.BLINKING, help_call=True)
    on, off = levels(signals, 10.0), levels(signals, 10.5)
    assert on == {Output.SLOT: True, Output.PRINTER: False, Output.TAKE_CARD: True, Output.HELP_CALL: True}
    assert off == {**on, Output.TAKE_CARD: False}


def test_what_does_not_blink_has_no_edge():
    assert next_edge_s(Signals(slot=Glow.STEADY, help_call=True), 3.2) is None


@given(st.sampled_from(_ALL_SIGNALS), st.integers(0, 2**34))
def test_nothing_changes_before_the_next_edge(signals, ticks):
    at_s = ticks / 1024  # a sum and a half of such numbers is exact
    edge_s = next_edge_s(signals, at_s)
    if edge_s is None:
        assert levels(signals, at_s) == levels(signals, at_s + 0.5)
    else:
        assert at_s < edge_s <= at_s + 0.5
        assert levels(signals, (at_s + edge_s) / 2) == levels(signals, at_s)
        assert levels(signals, edge_s) != levels(signals, at_s)


def test_no_light_flashes_more_than_three_times_in_a_second():
    # WCAG 2.3.1
    signals = Signals(slot=Glow.BLINKING)
    shown = [levels(signals, 5 + step / 100)[Output.SLOT] for step in range(100)]
    assert sum(before != after for before, after in itertools.pairwise(shown)) <= 2

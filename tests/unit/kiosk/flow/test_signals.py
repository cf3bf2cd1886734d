import pytest

from hardware.indicator.api import Glow, Signals
from kiosk.flow.signals import signals_of
from kiosk.flow.states import (
    CardForgotten,
    CardProblem,
    Closed,
    DeskReason,
    Goodbye,
    Kiosk,
    SeeDesk,
    Starting,
    StillThere,
    TakeCard,
    Welcome,
)
from kiosk.problems import Problem


@pytest.mark.parametrize(
    ("state", "signals"),
    [
        (Starting(), Signals()),
        (Welcome(), Signals(slot=Glow.STEADY)),
        (CardProblem(Problem.CARD_WITHDRAWN), Signals(slot=Glow.BLINKING)),
        (CardProblem(Problem.CARD_MUTE), Signals(take_card=Glow.BLINKING)),
        (CardForgotten(), Signals(take_card=Glow.BLINKING)),
        (TakeCard(has_ticket=True), Signals(printer=Glow.BLINKING, take_card=Glow.BLINKING)),
        (TakeCard(has_ticket=False), Signals(take_card=Glow.BLINKING)),
        (Goodbye(has_ticket=True), Signals(printer=Glow.STEADY)),
        (StillThere(TakeCard(has_ticket=False)), Signals(take_card=Glow.BLINKING)),
        (Closed(None), Signals(take_card=Glow.BLINKING)),
        (SeeDesk(DeskReason.NO_CARD), Signals()),
    ],
)
def test_the_lights_lead_the_eye_to_what_comes_next(state, signals):
    assert signals_of(Kiosk(state, language="fr", default_language="fr", card_in=True)) == signals


def test_no_light_asks_for_a_card_that_is_not_there():
    assert signals_of(Kiosk(CardForgotten(), language="fr", default_language="fr")) == Signals()


def test_the_call_contact_is_closed_as_long_as_the_help_page_stands():
    kiosk = Kiosk(Welcome(), language="fr", default_language="fr", is_help_shown=True)
    assert signals_of(kiosk) == Signals(slot=Glow.STEADY, help_call=True)

"""Which lights lead the eye in each state."""

from dataclasses import replace
from typing import assert_never

from hardware.indicator.api import Glow, Signals
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    Closed,
    ConfirmIdentity,
    Goodbye,
    Kiosk,
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    Starting,
    State,
    StillThere,
    TakeCard,
    TypeTraits,
    Welcome,
)
from kiosk.problems import Problem


def signals_of(kiosk: Kiosk) -> Signals:
    """Light the slot where a card is wanted, blink where something waits to be taken."""
    return replace(_lights_of(kiosk.state, card_in=kiosk.card_in), help_call=kiosk.is_help_shown)


def _lights_of(state: State, *, card_in: bool) -> Signals:
    match state:
        case Welcome():
            return Signals(slot=Glow.STEADY)
        case CardProblem(Problem.CARD_WITHDRAWN):
            return Signals(slot=Glow.BLINKING)
        case CardProblem() | CardForgotten() | Closed():
            return Signals(take_card=Glow.BLINKING if card_in else Glow.OFF)
        case TakeCard(has_ticket):
            return Signals(printer=Glow.BLINKING if has_ticket else Glow.OFF, take_card=Glow.BLINKING)
        case Goodbye(has_ticket):
            return Signals(printer=Glow.STEADY if has_ticket else Glow.OFF)
        case StillThere(resume):
            return _lights_of(resume, card_in=card_in)
        case Printing():
            return Signals(printer=Glow.STEADY)
        case (
            Starting()
            | ReadingCard()
            | ChoosePerson()
            | AskingInsi()
            | TypeTraits()
            | AskingByTraits()
            | ConfirmIdentity()
            | SeeDesk()
            | ShowNumber()
            | OutOfService()
        ):
            return Signals()
        case _:
            assert_never(state)

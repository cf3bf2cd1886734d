"""Which lights lead the eye in each state."""

from typing import assert_never

from hardware.indicator.api import Glow, Signals
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    ConfirmIdentity,
    Goodbye,
    Help,
    Kiosk,
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    StillThere,
    TakeCard,
    TypeTraits,
    Welcome,
)
from kiosk.problems import Problem


def signals_of(kiosk: Kiosk) -> Signals:
    """Light the slot where a card is wanted, blink where something waits to be taken."""
    match kiosk.state:
        case Welcome():
            return Signals(slot=Glow.STEADY)
        case CardProblem(Problem.CARD_WITHDRAWN):
            return Signals(slot=Glow.BLINKING)
        case CardProblem() | CardForgotten():
            return Signals(take_card=Glow.BLINKING if kiosk.card_in else Glow.OFF)
        case TakeCard(has_ticket):
            return Signals(printer=Glow.BLINKING if has_ticket else Glow.OFF, take_card=Glow.BLINKING)
        case Goodbye(has_ticket):
            return Signals(printer=Glow.STEADY if has_ticket else Glow.OFF)
        case Help():
            return Signals(help_call=True)
        case Printing():
            return Signals(printer=Glow.STEADY)
        case (
            ReadingCard()
            | ChoosePerson()
            | AskingInsi()
            | TypeTraits()
            | AskingByTraits()
            | ConfirmIdentity()
            | SeeDesk()
            | ShowNumber()
            | StillThere()
            | OutOfService()
        ):
            return Signals()
        case _:
            assert_never(kiosk.state)

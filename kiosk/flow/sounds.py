"""Which soft tone marks a change of state; nothing is told by a tone alone."""

from typing import assert_never

from hardware.speaker.api import Tone
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    Closed,
    ConfirmIdentity,
    DeskReason,
    Goodbye,
    Kiosk,
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    Starting,
    StillThere,
    TakeCard,
    TypeTraits,
    Welcome,
)


def tone_of(before: Kiosk, after: Kiosk) -> Tone | None:
    """Give the tone of what was just taken, done, or waits for the patient; None while the page stays."""
    if after.is_reminded and not before.is_reminded:
        return Tone.ATTENTION
    if type(after.state) is type(before.state):
        return None
    if isinstance(before.state, StillThere) and after.state == before.state.resume:
        return Tone.NOTICED
    match after.state:
        case (
            ReadingCard()
            | ChoosePerson()
            | TypeTraits()
            | AskingInsi()
            | AskingByTraits()
            | ConfirmIdentity()
            | Printing()
            | SeeDesk(DeskReason.NO_CARD)
        ):
            return Tone.NOTICED
        case StillThere() | CardForgotten() | TakeCard(has_ticket=False):
            return Tone.ATTENTION
        case TakeCard() | Goodbye(has_ticket=True):
            # On the way out of the slot it was rung already.
            return None if isinstance(before.state, TakeCard) else Tone.DONE
        case CardProblem() | ShowNumber() | SeeDesk():
            return Tone.TROUBLE
        case Starting() | Welcome() | Goodbye() | OutOfService() | Closed():
            return None
        case _:
            assert_never(after.state)

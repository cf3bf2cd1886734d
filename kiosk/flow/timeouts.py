"""How long each state waits before it is left by itself."""

from typing import assert_never

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

INSI_DEADLINE_S = 15.0
"""For all calls of one search together; the state waits a little longer, so that the service speaks first."""

CARD_DEADLINE_S = 8.0
"""For one whole reading; the state waits a little longer."""

PRINT_DEADLINE_S = 18.0
"""For one ticket; the state waits a little longer."""


def timeout_s(kiosk: Kiosk) -> float | None:
    """Give the seconds the present state may last, or None where it waits for ever."""
    match kiosk.state:
        case Welcome() | CardForgotten() | OutOfService():
            # A language or appearance chosen and left behind must not meet the next patient.
            return None if kiosk.is_as_first_met else 60.0
        case ReadingCard():
            return CARD_DEADLINE_S + 2
        case ChoosePerson() | ConfirmIdentity():
            return 45.0
        case TypeTraits():
            return 90.0
        case AskingInsi() | AskingByTraits():
            return INSI_DEADLINE_S + 2
        case Printing():
            return PRINT_DEADLINE_S + 2
        case TakeCard():
            return 60.0
        case StillThere() | SeeDesk() | ShowNumber() | CardProblem():
            return 20.0
        case Help():
            return 30.0
        case Goodbye():
            return 6.0
        case _:
            assert_never(kiosk.state)

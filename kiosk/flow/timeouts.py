"""How long each state waits before it is left by itself."""

from typing import assert_never

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
    Working,
)

STARTING_S = 10.0
"""For the devices to say how they are; who has waited so long is better served at the desk."""

INSI_DEADLINE_S = 15.0
"""For all calls of one search together; the state waits a little longer, so that the service speaks first."""

CARD_DEADLINE_S = 8.0
"""For one whole reading; the state waits a little longer."""

PRINT_DEADLINE_S = 18.0
"""For one ticket; the state waits a little longer."""

REMINDER_S = 20.0
"""From the first announcement that the time is nearly over to the second (WCAG 2.2.1: at least 20 s to answer)."""

STILL_THERE_S = 20.0
"""From the second announcement to the end."""

MOST_EXTENSIONS = 10
"""Of one page (WCAG 2.2.1: at least ten)."""

HELP_S = 30.0
"""How long the help page stands; then what was beneath has its whole time again."""

LEFT_BEHIND_S = 60.0
"""How long a language or an appearance that somebody chose at rest waits for a card."""


def timeout_s(kiosk: Kiosk) -> float | None:
    """Give the seconds the present state may last, or None where it waits for ever."""
    if kiosk.is_help_shown and not isinstance(kiosk.state, Working):
        return HELP_S
    if kiosk.is_reminded:
        return REMINDER_S
    limit_s = _limit_s(kiosk.state)
    # What was chosen and left behind must not meet the next patient.
    return LEFT_BEHIND_S if limit_s is None and not kiosk.is_as_first_met else limit_s


def _limit_s(state: State) -> float | None:
    match state:
        case Welcome() | CardForgotten() | OutOfService() | Closed():
            return None
        case Starting():
            return STARTING_S
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
        case SeeDesk() | ShowNumber() | CardProblem():
            return 20.0
        case StillThere():
            return STILL_THERE_S
        case Goodbye():
            return 10.0
        case _:
            assert_never(state)

"""test reader: the service, the reader, and a card where one is put in."""

from contextlib import ExitStack, closing

from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import Site
from config.settings import Settings
from hardware.card_reader.api import CardPresent, Mute, NoCard, NoReader, Read, ServiceDown
from hardware.card_reader.registry import open_card_reader
from hardware.errors import HardwareError
from kiosk.problems import Problem

CARD_WAIT_S = 15.0
_SLOT_S = 2.0
_LOOK_S = 0.5


def steps(site: Site, settings: Settings, held: ExitStack, wait_s: float) -> list[Step]:
    """Give the steps on a reader opened until `held` ends; `wait_s` is how long a card is waited for."""
    if settings.card_reader.driver == "disabled":
        return [("reader", lambda: PassedOver(site.text("disabled")))]
    try:
        reader = held.enter_context(closing(open_card_reader(settings.card_reader)))
    except HardwareError as failure:
        unavailable = Broken(Problem.READER_MISSING, site.short(str(failure)))
        return [("reader", lambda: unavailable)]

    def slot() -> Result:
        match reader.wait_for_change(None, _SLOT_S):
            case ServiceDown():
                return Broken(Problem.CARD_SERVICE_DOWN)
            case NoReader():
                return Broken(Problem.READER_MISSING)
            case NoCard():
                return Passed(", ".join((*site.machine.card_readers(), site.text("no_card"))))
            case CardPresent() | Mute():
                return Passed(", ".join((*site.machine.card_readers(), site.text("card_in"))))

    def card() -> Result:
        state = reader.wait_for_change(None, _LOOK_S)
        if isinstance(state, NoCard) and wait_s:
            site.terminal.say(f"   {site.text('put_a_card_in', seconds=round(wait_s))}")
            state = reader.wait_for_change(state, wait_s)
        if not isinstance(state, CardPresent | Mute):
            return PassedOver(site.text("no_card_tried"))
        reading = reader.read()
        if isinstance(reading, Read):
            return Passed(site.counted("persons_read", len(reading.people)))
        # What stands on the card is nobody's business here: the kind of the outcome says enough.
        return Broken(Problem.CARD_UNREADABLE, type(reading).__name__)

    return [("reader", slot), ("card", card)]

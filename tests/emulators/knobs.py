"""All that can be done to a kiosk's surroundings, by group, and what can be seen and heard of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.emulators.cabinet import HELP_CALL, PRESENCE, PRINTER, SLOT, TAKE_CARD, Cabinet
from tests.emulators.surroundings import Surroundings


@dataclass(frozen=True)
class Knob:
    label: str
    turn: Callable[[], object]


@dataclass(frozen=True)
class Lamp:
    label: str
    is_on: Callable[[], bool]


def knobs(around: Surroundings, cabinet: Cabinet) -> Mapping[str, Sequence[Knob]]:
    card, insi, printer = around.card, around.insi.steering, around.printer
    speaker, module = cabinet.speaker, cabinet.module
    return {
        "Card": [
            *(Knob(name.replace("_", " "), lambda name=name: card.insert(name)) for name in card.cards()),
            Knob("take it out", card.remove),
        ],
        "INSi": [
            Knob("answers", insi.reset),
            Knob("slow (5 s)", lambda: insi.delay(5, None)),
            Knob("network cut", lambda: insi.drop(None)),
            Knob("out of order", lambda: insi.fault("desir_1020", None)),
            Knob("software refused", lambda: insi.fault("desir_550", None)),
        ],
        "Printer": [
            Knob("paper out", lambda: printer.steer("paper out")),
            Knob("paper in", lambda: printer.steer("paper in")),
            Knob("cover open", lambda: printer.steer("cover open")),
            Knob("cover closed", lambda: printer.steer("cover closed")),
            Knob("offline", lambda: printer.steer("offline")),
            Knob("online", lambda: printer.steer("online")),
        ],
        "Headset, patient": [
            Knob("plug headset in", speaker.plug_in),
            Knob("pull it out", speaker.unplug),
            Knob("somebody comes", lambda: module.set_input(PRESENCE, True)),
            Knob("goes away", lambda: module.set_input(PRESENCE, False)),
        ],
    }


def lamps(cabinet: Cabinet) -> Sequence[Lamp]:
    """Light up with the outputs of the relay module."""
    outputs = {"slot": SLOT, "printer": PRINTER, "take card": TAKE_CARD, "help call": HELP_CALL}
    return [Lamp(label, lambda output=output: cabinet.module.is_on(output)) for label, output in outputs.items()]


def last_heard(cabinet: Cabinet) -> str:
    """Give what was last said in the headset; the persons of the demo are invented."""
    heard = cabinet.speaker.heard()
    return heard[-1].text.replace("\n", " ") if heard else ""

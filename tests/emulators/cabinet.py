"""What a cabinet has beside screen, reader and printer, emulated: sound, lights, help call, presence sensor."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.emulators.indicator.module import Module
from tests.emulators.speaker.emulator import SpeakerEmulator

SLOT, PRINTER, TAKE_CARD, HELP_CALL = (f"relay {number}" for number in range(4))
PRESENCE = "gpio 4"

_CONFIGURATION = f"""\
[speaker]
driver = "alsa"
headset_switch = "{{headset_switch}}"

[indicator]
driver = "numato"
device = "{{device}}"
slot = "{SLOT}"
printer = "{PRINTER}"
take_card = "{TAKE_CARD}"
help_call = "{HELP_CALL}"
presence = "{PRESENCE}"
"""


@dataclass(frozen=True)
class Cabinet:
    speaker: SpeakerEmulator
    module: Module

    @property
    def configuration(self) -> str:
        return _CONFIGURATION.format(headset_switch=self.speaker.headset_switch, device=self.module.device)

    @property
    def environment(self) -> dict[str, str]:
        """What the kiosk must be started with to find the emulated sound."""
        return {"PATH": self.speaker.path()}


@contextlib.contextmanager
def running_cabinet(folder: Path) -> Iterator[Cabinet]:
    """Keep it, and what it leaves in `folder`, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    module = Module(folder / "module")
    with contextlib.closing(SpeakerEmulator(folder / "sound")) as speaker, contextlib.closing(module):
        module.start()
        yield Cabinet(speaker, module)

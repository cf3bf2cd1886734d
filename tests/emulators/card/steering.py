"""What a test, the demo or a trainer's panel uses to put cards into the emulator's slots."""

import contextlib
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.emulators.child_program import child_program

_READY = re.compile(r"card emulator steered at (?P<address>.+)")
_ANSWER_TIMEOUT_S = 20.0


class CardEmulator:
    """A running `python -m tests.emulators.card`, reached through its control socket."""

    def __init__(self, control: Path) -> None:
        self._control = control

    def insert(self, card: str, slot: int = 0) -> None:
        """Put a card in, by its name in `cards`; what was in comes out."""
        self._ask(f"insert {card} slot={slot}")

    def remove(self, slot: int = 0) -> None:
        self._ask(f"remove slot={slot}")

    def mute(self, slot: int = 0) -> None:
        """Put a card in that does not answer its power-up, as when it is the wrong way round."""
        self.insert("mute", slot)

    def slow(self, slot: int = 0) -> None:
        """Answer at the speed of a real card, 43 kbit/s."""
        self._ask(f"slow slot={slot}")

    def fast(self, slot: int = 0) -> None:
        self._ask(f"fast slot={slot}")

    def hold(self, slot: int = 0) -> None:
        """Keep answers back until `release`, or until the card is pulled."""
        self._ask(f"hold slot={slot}")

    def release(self, slot: int = 0) -> None:
        self._ask(f"release slot={slot}")

    def silence(self, at: int = 1, slot: int = 0) -> None:
        """Never answer again from the `at`-th command on, until the card is pulled."""
        self._ask(f"silence at={at} slot={slot}")

    def fail(self, status_word: str, at: int = 1, slot: int = 0) -> None:
        """Answer the `at`-th command from now with `status_word` alone."""
        self._ask(f"answer {status_word} at={at} slot={slot}")

    def answer(self, response: bytes, at: int = 1, slot: int = 0) -> None:
        """Answer the `at`-th command from now with these bytes, at least one."""
        self._ask(f"answer {response.hex()} at={at} slot={slot}")

    def withdraw(self, at: int = 1, slot: int = 0) -> None:
        """Pull the card while the `at`-th command from now is under way."""
        self._ask(f"withdraw at={at} slot={slot}")

    def swap(self, card: str, at: int = 1, slot: int = 0) -> None:
        """Pull the card during the `at`-th command from now, and put another one in at once."""
        self._ask(f"swap {card} at={at} slot={slot}")

    def clear(self, slot: int = 0) -> None:
        """Forget armed faults, recorded exchanges and counted time."""
        self._ask(f"clear slot={slot}")

    def reset(self) -> None:
        """Bring both slots back to how the program starts: empty, fast, no fault armed."""
        for slot in (0, 1):
            self.remove(slot)
            self.fast(slot)
            self.clear(slot)

    def cards(self) -> list[str]:
        return list(self._ask("list")["cards"])

    def status(self, slot: int = 0) -> dict[str, Any]:
        """Return `card`, `slow`, `silent`, `commands`, `wire_s`: what the bytes since `clear` take on a wire."""
        return dict(self._ask(f"status slot={slot}"))

    def exchanges(self, slot: int = 0) -> list[tuple[bytes, bytes]]:
        """Return the commands and answers since `clear`."""
        return [(bytes.fromhex(c), bytes.fromhex(a)) for c, a in self._ask(f"exchanges slot={slot}")["exchanges"]]

    def _ask(self, line: str) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_TIMEOUT_S)
            connection.connect(str(self._control))
            with connection.makefile("rw", encoding="utf-8") as stream:
                stream.write(line + "\n")
                stream.flush()
                answer = json.loads(stream.readline())
        if not answer.pop("ok"):
            raise ValueError(answer["error"])
        return dict(answer)


@contextlib.contextmanager
def running_card_emulator(control: Path) -> Iterator[CardEmulator]:
    """Start the program beside the pcscd of this namespace, and end it."""
    arguments = ["--control", str(control.absolute()), "--stop-with-stdin"]
    with child_program("tests.emulators.card", arguments, _READY) as program:
        yield CardEmulator(Path(program.address))

"""The emulator's control socket: one command a line in plain words, one line of JSON back."""

import json
import re
import socketserver
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.emulators.card.slot import Answer, Fault, Silence, Slot, Swap, Withdraw
from tests.emulators.card.t0 import CardImage

_HEX = re.compile(r"([0-9A-Fa-f]{2})+")

COMMANDS = """\
insert CARD         put a card in; what was in comes out
remove              take the card out
slow | fast         answer at 43 kbit/s | at once
hold | release      keep answers back | let them go
answer HEX [at=N]   answer the Nth command from now with these bytes, such as a status word
withdraw [at=N]     pull the card during the Nth command from now
swap CARD [at=N]    the same, and put another card in at once
silence [at=N]      never answer again from the Nth command on, until the card is pulled
clear               forget armed faults, exchanges and counted time
status | exchanges  what is in the slot | the commands and answers since `clear`
list                the cards there are
Add slot=1 for the second slot."""


class CommandRefused(ValueError):
    """The line is not one of COMMANDS."""


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Each connection has a thread of its own; the slots do the locking."""

    daemon_threads = True

    def __init__(self, path: Path, slots: Sequence[Slot], cards: Mapping[str, CardImage]) -> None:
        path.unlink(missing_ok=True)
        super().__init__(str(path), _Conversation)
        self._slots = slots
        self._cards = cards

    def obey(self, line: str) -> dict[str, Any]:
        """Carry out one command. Raises CommandRefused."""
        words = line.split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        command = [word for word in words if "=" not in word]
        try:
            slot = self._slots[int(options.pop("slot", "0"))]
            at = int(options.pop("at", "1"))
        except (ValueError, IndexError):
            raise CommandRefused("slot is 0 or 1, at is a number") from None
        if options:
            raise CommandRefused(f"unknown option {', '.join(options)}")
        return self._carry_out(command, slot, at)

    def _carry_out(self, command: list[str], slot: Slot, at: int) -> dict[str, Any]:
        match command:
            case ["insert", name]:
                slot.insert(name, self._card(name))
            case ["remove"]:
                slot.remove()
            case ["slow" | "fast" as speed]:
                slot.set_slow(speed == "slow")
            case ["hold" | "release" as word]:
                slot.hold(word == "hold")
            case ["clear"]:
                slot.clear()
            case ["status"]:
                return asdict(slot.status())
            case ["exchanges"]:
                return {"exchanges": [(sent.hex(), answer.hex()) for sent, answer in slot.exchanges()]}
            case ["list"]:
                return {"cards": sorted(self._cards)}
            case _:
                slot.arm(self._fault(command), at)
        return {}

    def _fault(self, command: list[str]) -> Fault:
        match command:
            case ["answer", response]:
                if not _HEX.fullmatch(response):  # and never none: vpcd would wait for ever
                    raise CommandRefused("answer takes at least one byte in hexadecimal")
                return Answer(bytes.fromhex(response))
            case ["withdraw"]:
                return Withdraw()
            case ["swap", name]:
                return Swap(name, self._card(name))
            case ["silence"]:
                return Silence()
        raise CommandRefused(f"the commands are:\n{COMMANDS}")

    def _card(self, name: str) -> CardImage:
        if name not in self._cards:
            raise CommandRefused(f"no card {name!r}; there are {', '.join(sorted(self._cards))}")
        return self._cards[name]


class _Conversation(socketserver.StreamRequestHandler):
    server: ControlServer

    def handle(self) -> None:
        for line in self.rfile:
            try:
                answer = {"ok": True} | self.server.obey(line.decode("utf-8", "replace"))
            except CommandRefused as refusal:
                answer = {"ok": False, "error": str(refusal)}
            self.wfile.write(json.dumps(answer).encode() + b"\n")

"""Every fault at every command of a reading: what the reading ends in, and whether the next one succeeds.

`python -m tests.integration.card.fault_matrix` prints it as a table.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hardware.card_reader.api import (
    CardPresent,
    CardReader,
    CardReading,
    Mute,
    NoCard,
    Read,
    ServiceDown,
    Unreadable,
    Withdrawn,
    WrongCard,
)
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.registry import open_card_reader
from tests.emulators.card.steering import CardEmulator
from tests.emulators.pcscd import Pcscd
from tests.integration.card.slot import wait_for

OPTIONS = PcscOptions(answer_timeout_s=0.5, read_timeout_s=4)
LIMIT_S = 10.0
"""No reading may take longer, whatever happens to it."""

CARD = "family"
PEOPLE = ("TOUSSAINT", "PIERRE-ALAIN")
OTHER_CARD = "single"
OTHER_PEOPLE = ("DOMINIQUE",)
COMMANDS = 8
"""As many as a reading of CARD sends; `test_faults` counts them."""


@dataclass(frozen=True)
class Bench:
    pcscd: Pcscd
    emulator: CardEmulator


@dataclass(frozen=True)
class Fault:
    """One way of going wrong; `arm` lets it happen at a command, `recover` does what a person or a service would."""

    name: str
    arm: Callable[[Bench, int], None]
    allowed: tuple[type, ...]
    recover: Callable[[Bench, CardReader], None] = lambda bench, reader: None


@dataclass(frozen=True)
class Cell:
    command: int
    outcome: str
    took_s: float
    recovered: bool
    fault: str = ""
    """What is wrong with this cell, if anything."""


def _status(status_word: str, *allowed: type) -> Fault:
    return Fault(status_word, lambda bench, at: bench.emulator.fail(status_word, at), allowed)


def _answer(name: str, response: str, *allowed: type) -> Fault:
    return Fault(name, lambda bench, at: bench.emulator.answer(bytes.fromhex(response), at), allowed)


def _put_back(bench: Bench, reader: CardReader) -> None:
    wait_for(reader, NoCard)
    bench.emulator.insert(CARD)
    wait_for(reader, CardPresent)


def _pull_and_put_back(bench: Bench, reader: CardReader) -> None:
    bench.emulator.remove()
    _put_back(bench, reader)


def _silence_and_kill(bench: Bench, at: int) -> None:
    """Kill pcscd once it waits for an answer that never comes."""
    bench.emulator.silence(at)

    def kill() -> None:
        deadline = time.monotonic() + LIMIT_S
        while not bench.emulator.status()["silent"] and time.monotonic() < deadline:
            time.sleep(0.005)
        bench.pcscd.kill()

    threading.Thread(target=kill).start()


def _restart(bench: Bench, reader: CardReader) -> None:
    bench.emulator.remove()
    bench.pcscd.start()
    bench.emulator.insert(CARD)
    wait_for(reader, CardPresent)


FAULTS = (
    Fault("withdrawn", lambda bench, at: bench.emulator.withdraw(at), (Withdrawn,), _put_back),
    Fault(
        "pulled and put back",
        lambda bench, at: bench.emulator.swap(CARD, at),
        (Read, Withdrawn),
    ),
    Fault(
        "swapped for another",
        lambda bench, at: bench.emulator.swap(OTHER_CARD, at),
        (Read, Withdrawn),
        _pull_and_put_back,
    ),
    Fault(
        "turned over",
        lambda bench, at: bench.emulator.swap("mute", at),
        (Mute, Withdrawn),
        _pull_and_put_back,
    ),
    Fault("silent", lambda bench, at: bench.emulator.silence(at), (Unreadable,), _pull_and_put_back),
    Fault("pcscd killed", _silence_and_kill, (ServiceDown,), _restart),
    _status("6F00", Read, Unreadable),
    _status("6A82", Read, Unreadable, WrongCard),
    _status("6982", Read, Unreadable),
    _status("6700", Read, Unreadable),
    _status("6E00", Read, Unreadable),
    _status("6B00", Read, Unreadable),
    _status("6282", Read, Unreadable),
    _status("6100", Read, Unreadable),
    _status("6C01", Read, Unreadable),
    _status("9000", Read, Unreadable),
    _answer("one byte", "90", Read, Unreadable),
    _answer("noise", "DEADBEEF" * 16 + "9000", Read, Unreadable),
    _answer("cut record", "65308008414452549000", Read, Unreadable),
)


def run(bench: Bench, fault: Fault) -> list[Cell]:
    """Try one fault at every command of a reading, on one reader that lives through all of them."""
    with closing(open_card_reader(OPTIONS)) as reader:
        _pull_and_put_back(bench, reader)
        return [_try(bench, reader, fault, command) for command in range(1, COMMANDS + 1)]


def _try(bench: Bench, reader: CardReader, fault: Fault, command: int) -> Cell:
    bench.emulator.clear()
    fault.arm(bench, command)
    started = time.monotonic()
    reading = reader.read()
    took_s = time.monotonic() - started
    bench.emulator.clear()
    fault.recover(bench, reader)
    return Cell(command, _name(reading), took_s, _reads_again(reader), _judge(fault, reading, took_s))


def _reads_again(reader: CardReader) -> bool:
    """Read as the kiosk does: once for each insertion, until the people of CARD are known."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        state = wait_for(reader, CardPresent)
        match reader.read():
            case Read() as reading:
                return _given_names(reading) == PEOPLE
            case Withdrawn():  # pcscd noticed the swap only now
                reader.wait_for_change(state, LIMIT_S)
            case _:
                return False
    return False


def _judge(fault: Fault, reading: CardReading, took_s: float) -> str:
    if not isinstance(reading, fault.allowed):
        return f"ended in {_name(reading)}"
    if isinstance(reading, Read) and _given_names(reading) not in {PEOPLE, OTHER_PEOPLE}:
        return "people of two cards, or half a card, in one reading"
    return "" if took_s < LIMIT_S else f"took {took_s:.1f} s"


def _given_names(reading: CardReading) -> tuple[str, ...]:
    return tuple(person.given_name for person in reading.people) if isinstance(reading, Read) else ()


def _name(reading: CardReading) -> str:
    match reading:
        case Read():
            return "read"
        case Unreadable(reason):
            return reason
        case WrongCard(kind):
            return kind.value
        case _:
            return type(reading).__name__.lower()


def table(rows: dict[str, list[Cell]]) -> str:
    """Lay out outcome, duration and recovery, one row a fault and one column a command."""
    heading = ["fault", *(f"command {number}" for number in range(1, COMMANDS + 1))]
    lines = [heading]
    lines += [
        [fault, *(f"{cell.outcome} {cell.took_s:.2f}{'' if cell.recovered else ' LOST'}" for cell in cells)]
        for fault, cells in rows.items()
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines)


def main() -> None:
    from tests.emulators.card.steering import running_card_emulator
    from tests.emulators.namespace import enter_private_namespace

    enter_private_namespace()
    with (
        tempfile.TemporaryDirectory() as folder,
        Pcscd() as pcscd,
        running_card_emulator(Path(folder) / "control") as emulator,
    ):
        print(table({fault.name: run(Bench(pcscd, emulator), fault) for fault in FAULTS}))


if __name__ == "__main__":
    main()

"""How fast the card is read: ratios to what pcscd and the wire cost anyway, taken in one run.

Of many rounds the quickest counts, as `timeit` advises: the others tell what else the machine was doing.
"""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from smartcard import scard

from hardware.card_reader.api import CardPresent, CardReader, NoCard, Read, ServiceDown, SlotState
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.pcsc.connection import connect
from hardware.card_reader.pcsc.watchdog import Watch
from hardware.card_reader.reading import read_card
from hardware.card_reader.registry import open_card_reader
from tests.bench.measurement import Measurement
from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.pcscd import Pcscd
from tests.integration.card.slot import wait_for

_READER = "Virtual PCD 00 00"
_ROUNDS = 100
_SLOW_ROUNDS = 9
_INSERTIONS = 12
_IDLE_S = 5.0
_OUTAGES = 8
_BACK_S = 2.0
_PATIENCE_S = 10.0


def measure() -> Iterator[Measurement]:
    with ExitStack() as parts:
        folder = parts.enter_context(tempfile.TemporaryDirectory())
        pcscd = parts.enter_context(Pcscd())
        emulator = parts.enter_context(running_card_emulator(Path(folder) / "cards"))
        reader = parts.enter_context(closing(open_card_reader(PcscOptions())))
        yield _insertion(emulator, reader)
        _remove(emulator, reader)
        _insert(emulator, reader, "family")
        yield _reading_on_one_connection(emulator)
        yield _whole_read(emulator, reader)
        yield _at_card_speed(emulator, reader, "family")
        _remove(emulator, reader)
        _insert(emulator, reader, "family_of_19")
        yield _at_card_speed(emulator, reader, "family_of_19")
        yield _idle(reader, _remove(emulator, reader))
        _insert(emulator, reader, "single")
        yield _pcscd_killed(pcscd, reader)
        yield _pcscd_hung(pcscd, reader)


def _reading_on_one_connection(emulator: CardEmulator) -> Measurement:
    """Compare the reading with the bare exchange of the same bytes on the same connection, in turn."""
    with connect(_READER, Watch(_PATIENCE_S, _PATIENCE_S), fresh_power=False) as connection:
        atr = connection.atr()

        def read() -> None:
            assert isinstance(read_card(atr, connection), Read)

        commands = _commands_of(emulator, read)

        def exchange() -> None:
            _exchange(connection._card, commands)

        readings, exchanges = _in_turn(read, exchange)
    note = f"reading {readings * 1000:.2f} ms, {len(commands)} bare commands {exchanges * 1000:.2f} ms"
    return Measurement("card_reading", readings / exchanges, 1.5, "x", note)


def _whole_read(emulator: CardEmulator, reader: CardReader) -> Measurement:
    """Compare `read` with bare calls that do the same: connect, transaction, commands, reset, disconnect.

    Beyond them it hands over to the watched thread and back, and asks pcscd twice which card it is.
    """

    def read() -> None:
        assert isinstance(reader.read(), Read)

    commands = _commands_of(emulator, read)

    def bare() -> None:
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _, card, _ = scard.SCardConnect(context, _READER, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0)
        scard.SCardBeginTransaction(card)
        _exchange(card, commands)
        scard.SCardEndTransaction(card, scard.SCARD_RESET_CARD)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)

    reads, exchanges = _in_turn(read, bare)
    note = f"read {reads * 1000:.2f} ms, bare calls {exchanges * 1000:.2f} ms"
    return Measurement("card_read_call", reads / exchanges, 2.0, "x", note)


def _commands_of(emulator: CardEmulator, read: Callable[[], None]) -> list[list[int]]:
    emulator.clear()
    read()
    return [list(command) for command, _ in emulator.exchanges()]


def _exchange(card: int, commands: list[list[int]]) -> None:
    for command in commands:
        code, _ = scard.SCardTransmit(card, scard.SCARD_PCI_T0, command)
        assert code == scard.SCARD_S_SUCCESS


def _in_turn(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Return the least duration of each, in seconds."""
    durations = [(_duration_s(one), _duration_s(other)) for _ in range(_ROUNDS)]
    ones, others = zip(*durations, strict=True)
    return min(ones), min(others)


def _duration_s(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _insertion(emulator: CardEmulator, reader: CardReader) -> Measurement:
    """The worst of several insertions at different moments of pcscd's poll."""
    noticed_s = []
    for number in range(_INSERTIONS):
        _remove(emulator, reader)
        time.sleep(0.4 * number / _INSERTIONS)
        noticed_s.append(_duration_s(lambda: _insert(emulator, reader, "single")))
    note = f"median {median(noticed_s) * 1000:.0f} ms; pcscd looks every 400 ms and then powers the card"
    return Measurement("card_insertion_noticed", max(noticed_s) * 1000, 420.0, "ms", note)


def _at_card_speed(emulator: CardEmulator, reader: CardReader, card: str) -> Measurement:
    """Compare a reading at 43 kbit/s with the time that its bytes are on the wire."""

    def read() -> None:
        assert isinstance(reader.read(), Read)

    emulator.slow()
    ratios = []
    for _ in range(_SLOW_ROUNDS):
        emulator.clear()
        taken_s = _duration_s(read)
        wire_s = emulator.status()["wire_s"]
        ratios.append(taken_s / wire_s)
    emulator.fast()
    return Measurement(f"card_at_card_speed_{card}", min(ratios), 1.1, "x", f"{wire_s * 1000:.0f} ms on the wire")


def _idle(reader: CardReader, state: SlotState) -> Measurement:
    began = time.process_time()
    assert reader.wait_for_change(state, _IDLE_S) == state
    percent = (time.process_time() - began) / _IDLE_S * 100
    return Measurement("card_idle", percent, 0.1, "%", "of one processor, waiting for a card")


def _pcscd_killed(pcscd: Pcscd, reader: CardReader) -> Measurement:
    """The worst of several outages that end at different moments between two attempts of the driver."""
    back_s = []
    for number in range(_OUTAGES):
        pcscd.kill()
        wait_for(reader, ServiceDown)
        time.sleep(0.2 * number / _OUTAGES)
        back_s.append(_duration_s(lambda: _read_again(pcscd.start, reader)))
    note = f"from its new start to a card read; median {median(back_s):.2f} s; pcscd's own first look takes 0.4 s"
    return Measurement("card_pcscd_killed", max(back_s), _BACK_S, "s", note)


def _pcscd_hung(pcscd: Pcscd, reader: CardReader) -> Measurement:
    os.kill(pcscd.pid, signal.SIGSTOP)
    try:
        wait_for(reader, ServiceDown)
    finally:
        os.kill(pcscd.pid, signal.SIGCONT)
    back_s = _duration_s(lambda: _read_again(lambda: None, reader))
    return Measurement("card_pcscd_hung", back_s, _BACK_S, "s", "from its going on to a card read")


def _read_again(revive: Callable[[], None], reader: CardReader) -> None:
    revive()
    wait_for(reader, CardPresent)
    assert isinstance(reader.read(), Read)


def _insert(emulator: CardEmulator, reader: CardReader, card: str) -> SlotState:
    emulator.insert(card)
    return wait_for(reader, CardPresent)


def _remove(emulator: CardEmulator, reader: CardReader) -> SlotState:
    emulator.remove()
    return wait_for(reader, NoCard)

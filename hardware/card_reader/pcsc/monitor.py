"""The one thread that watches all slots through pcscd's ups and downs."""

import contextlib
import threading
import time
from collections.abc import Iterator

from smartcard import scard

from hardware.card_reader.api import ServiceDown, SlotState
from hardware.card_reader.pcsc.codes import (
    PNP_NOTIFICATION,
    Code,
    PcscFault,
    SlotFlag,
    event_counter,
    require_success,
)
from hardware.card_reader.pcsc.slots import InsertedCard, SeenSlot, SlotTable
from hardware.card_reader.pcsc.watchdog import GivenUp, Watch, WatchedWorker

_LOOK_S = 2.0
"""Each wait for a change ends by then, and the readers are listed anew."""
_RETRY_S = 0.2
"""Between attempts to reach a pcscd that is down."""
_FROZEN_S = _LOOK_S + 3.0
"""A watch that shows no sign of life for so long waits for a pcscd that does not answer."""
_FIRST_LOOK_S = 3.0
_END_S = 1.0
_CANCEL_RETRY_S = 0.02


class SlotMonitor:
    """Keeps a SlotTable true. Every public method may be called from any thread and ends within its time-out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._table = SlotTable()
        self._looked_at_s: float | None = None
        self._interrupted = False
        self._ending = False
        self._failure: BaseException | None = None
        self._context: int | None = None
        # A PC/SC call cannot be broken off: a daemon, so that a pcscd that hangs never holds the end of the program.
        self._thread = threading.Thread(target=self._run, name="card slots", daemon=True)
        self._thread.start()

    def wait_for_change(self, seen: SlotState | None, timeout_s: float) -> SlotState:
        """Return as soon as the state differs from `seen`, after `timeout_s`, or when interrupted."""
        with self._changed:
            self._wait_for_first_look()
            deadline_s = time.monotonic() + timeout_s
            while self._state() == seen and not self._interrupted:
                remaining_s = deadline_s - time.monotonic()
                if remaining_s <= 0:
                    break
                self._changed.wait(min(remaining_s, _FROZEN_S))
            self._interrupted = False
            return self._state()

    def state(self) -> SlotState:
        with self._changed:
            self._wait_for_first_look()
            return self._state()

    def wait_until_gone(self, card: InsertedCard, timeout_s: float) -> bool:
        """Tell whether this insertion ends within `timeout_s`."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._table.holds(card), timeout_s)

    def candidates(self) -> tuple[InsertedCard, ...]:
        with self._changed:
            return self._table.candidates()

    def holds(self, card: InsertedCard) -> bool:
        with self._changed:
            return self._table.holds(card)

    def choose(self, card: InsertedCard) -> None:
        with self._changed:
            self._table.choose(card)

    def interrupt(self) -> None:
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._ending = True
            self._interrupted = True
            self._changed.notify_all()
        canceller = WatchedWorker("card slots end")
        with contextlib.suppress(GivenUp):  # a pcscd that hangs keeps both threads
            canceller.run(self._end_wait, Watch(_END_S, _END_S))
        canceller.end()

    def _end_wait(self, watch: Watch) -> None:
        """Cancel the watching thread's wait. Only one that has begun can be cancelled, so it may take several tries."""
        while self._thread.is_alive():
            watch.begin("cancel")
            with self._changed:
                context = self._context
            if context is not None:
                scard.SCardCancel(context)
            self._thread.join(_CANCEL_RETRY_S)

    def _wait_for_first_look(self) -> None:
        self._changed.wait_for(
            lambda: self._looked_at_s is not None or self._interrupted or self._failure is not None, _FIRST_LOOK_S
        )

    def _state(self) -> SlotState:
        if self._failure is not None:
            raise self._failure
        return ServiceDown("hangs") if self._is_frozen() else self._table.state()

    def _is_frozen(self) -> bool:
        return self._looked_at_s is None or time.monotonic() - self._looked_at_s > _FROZEN_S

    # The watching thread.

    def _run(self) -> None:
        try:
            self._follow_service()
        except BaseException as failure:  # noqa: BLE001 - raised again to whoever asks for the state
            with self._changed:
                self._failure = failure
                self._changed.notify_all()

    def _follow_service(self) -> None:
        refusals = 0
        while not self._ending:
            try:
                with self._service() as context:
                    refusals = 0
                    self._watch(context)
            except PcscFault as fault:
                # A pcscd that ends looks once like one whose polkit refuses; only the latter does so again.
                refusals = refusals + 1 if fault.code == Code.SECURITY_VIOLATION else 0
                with self._changed:
                    self._table.service_lost(ServiceDown("access_refused" if refusals > 1 else ""))
                    self._looked_at_s = time.monotonic()
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._ending, _RETRY_S)

    @contextlib.contextmanager
    def _service(self) -> Iterator[int]:
        code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        require_success("SCardEstablishContext", code)
        try:
            with self._changed:
                self._context = context
            yield context
        finally:
            with self._changed:
                self._context = None
            scard.SCardReleaseContext(context)

    def _watch(self, context: int) -> None:
        """Follow the slots until the end; raises PcscFault when pcscd goes."""
        known: dict[str, int] = {}
        while not self._ending:
            readers = _list_readers(context)
            if not readers:
                self._publish([])
            # A slot whose state is given as 0, unknown, is told at once.
            watched = [(reader, known.get(reader, 0)) for reader in (*readers, PNP_NOTIFICATION)]
            code, seen = scard.SCardGetStatusChange(context, int(_LOOK_S * 1000), watched)
            match code & 0xFFFFFFFF:
                case Code.SUCCESS:
                    known = {reader: state & ~SlotFlag.CHANGED for reader, state, _ in seen}
                    self._publish([_seen_slot(*slot) for slot in seen if slot[0] != PNP_NOTIFICATION])
                case Code.TIMEOUT:
                    self._publish(None)
                case Code.UNKNOWN_READER | Code.CANCELLED:
                    known = {}
                case other:
                    raise PcscFault("SCardGetStatusChange", other)

    def _publish(self, slots: list[SeenSlot] | None) -> None:
        """Take in a look, or with None the fact that one ended without news."""
        with self._changed:
            if slots is not None:
                self._table.update(slots)
            self._looked_at_s = time.monotonic()
            self._changed.notify_all()


def _list_readers(context: int) -> list[str]:
    code, readers = scard.SCardListReaders(context, [])
    if code & 0xFFFFFFFF == Code.NO_READERS_AVAILABLE:
        return []
    require_success("SCardListReaders", code)
    return list(readers)


def _seen_slot(reader: str, state: int, atr: list[int]) -> SeenSlot:
    return SeenSlot(
        reader,
        event_counter(state),
        present=bool(state & SlotFlag.PRESENT),
        mute=bool(state & SlotFlag.MUTE),
        atr=bytes(atr),
    )

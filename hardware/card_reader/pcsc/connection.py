"""One card, from power-up to reset, in one transaction of its own context."""

import contextlib
from collections.abc import Iterator

from smartcard import scard

from hardware.card_reader.apdu import Command, MalformedApdu, Response
from hardware.card_reader.pcsc.codes import Code, PcscFault, event_counter, require_success
from hardware.card_reader.pcsc.watchdog import Watch

_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1

CONNECT = "connect"
TRANSMIT = "transmit"


class CardConnection:
    """A transmitter to a connected card; every call is announced to the watch."""

    def __init__(self, card: int, protocol: int, watch: Watch) -> None:
        self._card = card
        self._pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        self._watch = watch

    def atr(self) -> bytes:
        """Raises PcscFault."""
        _, atr = self._status()
        return atr

    def event_counter(self) -> int:
        """Raises PcscFault."""
        state, _ = self._status()
        return event_counter(state)

    def _status(self) -> tuple[int, bytes]:
        self._watch.begin(TRANSMIT)
        code, _, state, _, atr = scard.SCardStatus(self._card)
        require_success("SCardStatus", code)
        return state, bytes(atr)

    def transmit(self, command: Command) -> Response:
        """Raises PcscFault, also where the reader reports success without an answer."""
        self._watch.begin(TRANSMIT)
        code, answer = scard.SCardTransmit(self._card, self._pci, list(command.encode()))
        require_success("SCardTransmit", code)
        try:
            return Response.decode(bytes(answer))
        except MalformedApdu:
            raise PcscFault("SCardTransmit without an answer", Code.NOT_TRANSACTED) from None


@contextlib.contextmanager
def connect(reader: str, watch: Watch, *, fresh_power: bool) -> Iterator[CardConnection]:
    """Hold the card in one transaction, and reset it after a reading without fault. Raises PcscFault.

    A card put back so fast that pcscd noticed nothing answers only after `fresh_power`. Waits while another program
    holds a transaction, which only the watch ends.
    """
    watch.begin(CONNECT)
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    require_success("SCardEstablishContext", code)
    try:
        code, card, protocol = scard.SCardConnect(context, reader, scard.SCARD_SHARE_SHARED, _PROTOCOLS)
        require_success("SCardConnect", code)
        try:
            if fresh_power:
                watch.begin(CONNECT)
                code, protocol = scard.SCardReconnect(
                    card, scard.SCARD_SHARE_SHARED, _PROTOCOLS, scard.SCARD_UNPOWER_CARD
                )
                require_success("SCardReconnect", code)
            watch.begin(CONNECT)
            require_success("SCardBeginTransaction", scard.SCardBeginTransaction(card))
            yield CardConnection(card, protocol, watch)
            watch.begin(TRANSMIT)
            # The next reading starts clean. A card pulled only now was read all the same.
            scard.SCardEndTransaction(card, scard.SCARD_RESET_CARD)
        finally:
            # Never power off here: pcscd would forget that a pulled card was in, and overlook that it is put back.
            scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    finally:
        scard.SCardReleaseContext(context)

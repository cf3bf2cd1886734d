"""From the technician's word to the driver; each driver is imported only when it is chosen."""

from typing import assert_never

from hardware.card_reader.api import CardReader
from hardware.card_reader.chain import Tap, untapped
from hardware.card_reader.options import CardReaderOptions, DisabledOptions, PcscOptions, ReplayOptions


def open_card_reader(options: CardReaderOptions, tap: Tap = untapped) -> CardReader:
    """Make the driver ready; a missing reader or card service is a state it reports, and raises nothing.

    `tap` sees every exchange of a driver that sends commands to the card. Raises DeviceUnavailable where a trace to
    replay cannot be read.
    """
    match options:
        case PcscOptions():
            from hardware.card_reader.pcsc.reader import PcscReader

            return PcscReader(options, tap)
        case DisabledOptions():
            from hardware.card_reader.disabled import DisabledReader

            return DisabledReader()
        case ReplayOptions():
            from hardware.card_reader.replay import ReplayReader

            return ReplayReader(options, tap)
        case _:
            assert_never(options)

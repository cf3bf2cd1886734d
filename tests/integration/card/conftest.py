import contextlib
from collections.abc import Iterator

import pytest

from hardware.card_reader.api import CardReader
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.registry import open_card_reader
from tests.emulators.card.steering import CardEmulator


@pytest.fixture
def reader(card_emulator: CardEmulator) -> Iterator[CardReader]:
    """The product's reader over pcscd's virtual one; it gives up soon."""
    with contextlib.closing(open_card_reader(PcscOptions(answer_timeout_s=0.5, read_timeout_s=4))) as reader:
        yield reader

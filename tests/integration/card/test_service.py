"""pcscd's ups and downs, other programs at the reader, and readers that come and go."""

import os
import signal
import time
from contextlib import contextmanager

import pytest
from smartcard import scard

from hardware.card_reader.api import Busy, CardPresent, NoCard, NoReader, Read, ServiceDown, Unreadable
from tests.integration.card.slot import wait_for

VIRTUAL_READER = "Virtual PCD 00 00"


@contextmanager
def other_program(share, *, transaction=False):
    """Hold the card as another program would."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    code, card, _ = scard.SCardConnect(context, VIRTUAL_READER, share, scard.SCARD_PROTOCOL_T0)
    assert code == scard.SCARD_S_SUCCESS
    if transaction:
        assert scard.SCardBeginTransaction(card) == scard.SCARD_S_SUCCESS
    try:
        yield
    finally:
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)


@pytest.fixture
def inserted(reader, card_emulator):
    card_emulator.insert("single")
    return wait_for(reader, CardPresent)


@pytest.fixture
def restored_pcscd(pcscd):
    """A pcscd the test may end; the next test finds it running as before."""
    yield pcscd
    pcscd.readers_folder = None
    pcscd.restart()


def test_a_card_held_exclusively_is_busy_and_read_once_it_is_free(reader, inserted):
    with other_program(scard.SCARD_SHARE_EXCLUSIVE):
        assert reader.read() == Busy()
    assert isinstance(reader.read(), Read)


def test_a_card_in_a_transaction_is_busy_and_read_once_it_is_free(reader, inserted):
    with other_program(scard.SCARD_SHARE_SHARED, transaction=True):
        assert reader.read() == Busy()
    assert isinstance(reader.read(), Read)


def test_a_card_that_another_program_looks_at_is_read(reader, inserted):
    with other_program(scard.SCARD_SHARE_SHARED):
        assert isinstance(reader.read(), Read)


def test_a_silent_card_is_given_up_again_and_again_and_the_next_one_is_read(reader, card_emulator, inserted):
    card_emulator.silence()
    for _ in range(6):
        assert reader.read() == Unreadable("silent")
    card_emulator.remove()
    wait_for(reader, NoCard)
    card_emulator.insert("family")
    wait_for(reader, CardPresent)
    assert isinstance(reader.read(), Read)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_pcscd_that_ends_is_reported_and_its_return_is_noticed(reader, card_emulator, inserted, restored_pcscd, end):
    getattr(restored_pcscd, end)()
    assert wait_for(reader, ServiceDown) == ServiceDown()
    assert reader.read() == ServiceDown()
    restored_pcscd.start()
    again = wait_for(reader, CardPresent)
    assert isinstance(reader.read(), Read)
    assert again != inserted


def test_a_pcscd_that_hangs_is_reported_and_its_return_is_noticed(reader, restored_pcscd):
    wait_for(reader, NoCard)
    os.kill(restored_pcscd.pid, signal.SIGSTOP)
    try:
        assert wait_for(reader, ServiceDown) == ServiceDown("hangs")
    finally:
        os.kill(restored_pcscd.pid, signal.SIGCONT)
    wait_for(reader, NoCard)


def test_a_reader_that_goes_and_comes_back_is_found_again(reader, card_emulator, inserted, restored_pcscd, tmp_path):
    restored_pcscd.readers_folder = tmp_path
    restored_pcscd.restart()
    wait_for(reader, NoReader)
    assert reader.read() == NoReader()
    restored_pcscd.readers_folder = None
    restored_pcscd.restart()
    wait_for(reader, CardPresent)
    assert isinstance(reader.read(), Read)


def test_closing_does_not_wait_for_a_pcscd_that_hangs(reader, restored_pcscd):
    wait_for(reader, NoCard)
    os.kill(restored_pcscd.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        reader.close()
        assert time.monotonic() - started < 5
    finally:
        os.kill(restored_pcscd.pid, signal.SIGCONT)


def test_waiting_for_a_card_costs_no_time_of_the_processor(reader):
    state = wait_for(reader, NoCard)
    before = time.process_time()
    assert reader.wait_for_change(state, 3) == state
    assert time.process_time() - before < 0.05

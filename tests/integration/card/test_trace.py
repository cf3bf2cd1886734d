"""`kiosk card trace` over pcscd, and its traces replayed."""

import contextlib
import json

import pytest

from hardware.card_reader.api import CardPresent, NoCard, Read
from hardware.card_reader.options import ReplayOptions
from hardware.card_reader.registry import open_card_reader
from hardware.card_reader.trace import parse_trace
from kiosk.__main__ import main
from kiosk.command.exit_status import ExitStatus
from tests.emulators.card.cards import CHILD, INSURED
from tests.integration.card.slot import wait_for


@pytest.fixture
def inserted(reader, card_emulator):
    def insert(card):
        card_emulator.insert(card)
        wait_for(reader, CardPresent)

    return insert


def test_a_trace_of_a_family_holds_nobody_and_replays_as_a_family(inserted, tmp_path):
    inserted("family")
    file = tmp_path / "card.trace"
    assert main(["card", "trace", "--wait", "5", "--output", str(file)]) == ExitStatus.OK
    text = file.read_text(encoding="utf-8")
    for person in (INSURED, CHILD):
        for value in (person.family_name, person.given_name, person.birth_date, person.nir):
            assert value.encode("latin-1").hex().upper() not in text
    with contextlib.closing(open_card_reader(ReplayOptions(trace=file))) as replay:
        reading = replay.read()
    assert isinstance(reading, Read)
    assert len(reading.people) == 2


@pytest.mark.parametrize(
    ("card", "outcome"),
    [
        ("family", "read"),
        ("bank", "wrong_card other"),
        ("vitale_1", "wrong_card vitale_1"),
        ("protected", "unreadable numbers_6982"),
    ],
)
def test_a_trace_says_what_the_reading_ended_in(inserted, capsys, card, outcome):
    inserted(card)
    assert main(["card", "trace", "--wait", "5", "--json"]) == ExitStatus.OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "traced"
    assert answer["reading"] == outcome.split()[0]
    assert parse_trace(answer["trace"]).outcome == outcome


def test_without_a_card_there_is_nothing_to_trace(reader, capsys):
    wait_for(reader, NoCard)
    assert main(["card", "trace", "--json"]) == ExitStatus.NO_CARD
    assert json.loads(capsys.readouterr().out)["outcome"] == "no_card"


def test_a_trace_that_can_not_be_written_is_said(inserted, capsys, tmp_path):
    inserted("bank")
    assert main(["card", "trace", "--wait", "5", "--output", str(tmp_path / "no" / "folder")]) == ExitStatus.UNWRITABLE
    assert "No such file" in capsys.readouterr().out


def test_a_card_that_stays_silent_is_traced_up_to_there(inserted, card_emulator, capsys):
    inserted("family")
    card_emulator.clear()
    card_emulator.silence(at=4)
    assert main(["card", "trace", "--wait", "5", "--json"]) == ExitStatus.OK
    trace = parse_trace(json.loads(capsys.readouterr().out)["trace"])
    assert trace.outcome == "unreadable silent"
    assert [exchange.response is None for exchange in trace.exchanges] == [False, False, False, True]

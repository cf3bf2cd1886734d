import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.apdu import Command, Response, read_binary, read_short_file
from hardware.card_reader.api import Read
from hardware.card_reader.options import ReplayOptions
from hardware.card_reader.reading import read_card
from hardware.card_reader.recorder import TraceRecorder
from hardware.card_reader.redaction import redact
from hardware.card_reader.replay import ReplayReader
from hardware.card_reader.trace import Exchange, Trace
from tests.emulators.card.cards import CHILD, INSURED, Person, all_cards, card_of
from tests.unit.hardware.card_reader.emulated_card import EmulatedCard
from tests.unit.hardware.card_reader.test_vitale import people

CARDS = all_cards()
STEPPED = Person("A" * 140, "B" * 140, "19600101", "160012B02077713")


def record(image):
    recorder = TraceRecorder()
    reading = read_card(image.atr, recorder.record(image.atr, EmulatedCard(image)))
    return reading, recorder.trace("")


def replay(trace, folder):
    file = folder / "card.trace"
    file.write_text(str(trace), encoding="utf-8")
    return ReplayReader(ReplayOptions(trace=file)).read()


@pytest.mark.parametrize("card", sorted(set(CARDS) - {"mute"}))
def test_a_replayed_trace_ends_as_the_reading_did(card, tmp_path):
    reading, trace = record(CARDS[card])
    replayed = replay(trace, tmp_path)
    if not isinstance(reading, Read):
        assert replayed == reading
        return
    assert [(p.index, p.nir is None, p.assumed) for p in replayed.people] == [
        (p.index, p.nir is None, p.assumed) for p in reading.people
    ]
    assert [(len(p.family_name), len(p.given_name)) for p in replayed.people] == [
        (len(p.family_name), len(p.given_name)) for p in reading.people
    ]
    assert replayed.refused == reading.refused


@given(st.lists(people, min_size=1, max_size=6))
def test_no_byte_of_a_person_is_left(on_card):
    """Each field's stand-in is one of a few that depend on its length and kind alone."""
    _, trace = record(card_of(on_card))
    for person in replay_people(trace):
        assert set(person.family_name + person.given_name) <= set("XÉ")
        assert person.birth_date == "19900101"
        assert person.nir is None or person.nir.startswith("1900175")


def replay_people(trace):
    exchanges = iter(trace.exchanges)

    class Recorded:
        def transmit(self, command: Command) -> Response:
            return next(exchanges).response

    return read_card(trace.atr, Recorded()).people


def test_every_length_stays_as_it_was():
    recorder = TraceRecorder()
    card = EmulatedCard(card_of([STEPPED, CHILD]))
    read_card(b"\x3b\x75\x13\x00\x00\x43\x09\xea\x90\x00", recorder.record(b"", card))
    again = EmulatedCard(card_of([STEPPED, CHILD]))
    assert [len(exchange.response.data) for exchange in recorder.trace("").exchanges] == [
        len(again.transmit(command).data) for command in card.commands
    ]


def test_a_name_cut_by_a_step_leaves_nothing_behind():
    _, trace = record(card_of([STEPPED]))
    data = b"".join(exchange.response.data for exchange in trace.exchanges)
    assert b"AA" not in data
    assert b"BB" not in data


def test_a_number_that_occurs_twice_still_does():
    _, trace = record(card_of([INSURED, Person("ADRTROIS", "ZOE", "20200315", INSURED.nir), CHILD]))
    first, second, third = (person.nir for person in replay_people(trace))
    assert first == second != third


def test_a_lunar_date_stays_lunar():
    _, trace = record(CARDS["accents_and_lunar"])
    assert replay_people(trace)[0].birth_date == "19902100"


def redacted(command, data):
    (exchange,) = redact(Trace(b"", (Exchange(command, Response(data, 0x9000)),))).exchanges
    return exchange.response.data


def test_a_file_of_unknown_structure_loses_every_byte():
    assert redacted(read_short_file(2), b"ADRTROIS  DOMINIQUE\0\0") == "¿".encode("latin-1") * 19 + b"\0\0"


def test_a_block_without_its_file_loses_every_byte():
    assert redacted(read_binary(256), b"TROIS\x81\x03ZOE") == "¿".encode("latin-1") * 10


def test_an_unknown_field_of_a_person_loses_every_byte():
    assert redacted(read_short_file(2), bytes.fromhex("6504 9E02 4652")) == bytes.fromhex("6504 9E02 BFBF")


def test_the_answer_to_an_unknown_command_loses_every_byte():
    assert redacted(Command(0x00, 0xCA, 0x00, 0x65, le=256), b"\x65\x03ABC") == "¿".encode("latin-1") * 5


@given(st.binary(max_size=256))
def test_any_data_keep_their_length(data):
    assert len(redacted(read_short_file(2), data)) == len(data)


def test_a_refused_record_is_refused_again(tmp_path):
    reading, trace = record(CARDS["one_wrong_record"])
    assert replay(trace, tmp_path).refused == reading.refused != ()

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.apdu import Response
from hardware.card_reader.api import CardKind, Read, Unreadable, WrongCard
from hardware.card_reader.reading import read_card
from hardware.errors import ProtocolViolation
from tests.emulators.card.cards import CHILD, INSURED, all_cards, card_of
from tests.emulators.card.t0 import CardImage, File
from tests.unit.hardware.card_reader.emulated_card import EmulatedCard
from tests.unit.hardware.card_reader.scripted_card import ScriptedCard

CARDS = all_cards()
VITALE_2 = bytes.fromhex("3B751300004309EA9000")
BANK = bytes.fromhex("3B6500002063CB6800")

SELECT_ROOT = "00A40000023F00"
SELECT_VITALE = "00A404000BD250000002564954414C45"
READ_SHORT_FILE = "00B0820000"
IDENTITY = "651F800841445254524F49538109444F4D494E4951554582083139393730323236"
NUMBER = "651590024652930F323937303232413032303737383738"


def read(name):
    return read_card(CARDS[name].atr, EmulatedCard(CARDS[name]))


def test_a_card_that_gives_files_whole_is_read_in_four_commands():
    script = [
        (SELECT_ROOT, "9000"),
        (READ_SHORT_FILE, IDENTITY + "6282"),
        (SELECT_VITALE, "9000"),
        (READ_SHORT_FILE, NUMBER + "9000"),
    ]
    with ScriptedCard(script) as card:
        reading = read_card(VITALE_2, card)
    assert [(person.family_name, person.nir) for person in reading.people] == [("ADRTROIS", "297022A020778")]


def test_a_t0_card_is_read_with_get_response_and_corrected_lengths():
    script = [
        (SELECT_ROOT, "6102"),
        ("00C0000002", "6F009000"),
        (READ_SHORT_FILE, "6C21"),
        ("00B0820021", IDENTITY + "9000"),
        (SELECT_VITALE, "6102"),
        ("00C0000002", "6F009000"),
        (READ_SHORT_FILE, "6C17"),
        ("00B0820017", NUMBER + "9000"),
    ]
    with ScriptedCard(script) as card:
        assert isinstance(read_card(VITALE_2, card), Read)


def test_a_long_file_is_read_in_steps_until_the_card_says_it_ended():
    file = bytes.fromhex(IDENTITY).ljust(256, b"\0").hex()
    script = [
        (SELECT_ROOT, "9000"),
        (READ_SHORT_FILE, file + "9000"),
        ("00B0010000", "6B00"),
        (SELECT_VITALE, "9000"),
        (READ_SHORT_FILE, NUMBER + "9000"),
    ]
    with ScriptedCard(script) as card:
        assert isinstance(read_card(VITALE_2, card), Read)


def test_a_step_of_nothing_but_filling_ends_a_file():
    file = bytes.fromhex(IDENTITY).ljust(256, b"\0").hex()
    script = [
        (SELECT_ROOT, "9000"),
        (READ_SHORT_FILE, file + "9000"),
        ("00B0010000", "FF" * 256 + "9000"),
        (SELECT_VITALE, "9000"),
        (READ_SHORT_FILE, NUMBER + "9000"),
    ]
    with ScriptedCard(script) as card:
        assert isinstance(read_card(VITALE_2, card), Read)


@pytest.mark.parametrize(
    ("card", "count"),
    [
        ("single", 1),
        ("family", 2),
        ("accents_and_lunar", 1),
        ("dependant_without_nir", 2),
        ("blank_nir", 2),
        ("family_of_19", 19),
        ("long_lengths", 2),
        ("filled_between", 2),
        ("exactly_256_bytes", 2),
        ("exactly_512_bytes", 9),
        ("pointer_layout", 2),
    ],
)
def test_everybody_on_a_carte_vitale_is_read(card, count):
    reading = read(card)
    assert isinstance(reading, Read)
    assert [person.index for person in reading.people] == list(range(count))
    assert not reading.refused


def test_the_pointer_file_leads_to_the_same_people():
    assert read("pointer_layout") == read_card(VITALE_2, EmulatedCard(card_of([INSURED, CHILD])))


@pytest.mark.parametrize(
    ("card", "outcome"),
    [
        ("vitale_1", WrongCard(CardKind.VITALE_1)),
        ("professional", WrongCard(CardKind.PROFESSIONAL)),
        ("bank", WrongCard(CardKind.OTHER)),
        ("t1_only", WrongCard(CardKind.OTHER)),
        ("no_vitale_application", WrongCard(CardKind.OTHER)),
        ("garbage", Unreadable("atr_malformed")),
        ("blank", Unreadable("no_people")),
        ("truncated", Unreadable("identities_malformed")),
        ("wrong_insured", Unreadable("nir_key_wrong")),
        ("protected", Unreadable("numbers_6982")),
        ("wrong_nir_key", Unreadable("nir_key_wrong")),
        ("wrong_date", Unreadable("birth_date_wrong")),
        ("unprintable_name", Unreadable("name_unprintable")),
        ("more_numbers_than_people", Unreadable("more_numbers_than_people")),
    ],
)
def test_any_other_card_has_its_name(card, outcome):
    assert read(card) == outcome


@pytest.mark.parametrize("name", ["vitale_1", "professional"])
def test_a_card_known_by_its_atr_is_asked_nothing(name):
    card = EmulatedCard(CARDS[name])
    read_card(CARDS[name].atr, card)
    assert not card.commands


def test_short_files_of_another_kind_are_passed_over_for_those_of_the_pointer_file():
    image = card_of([INSURED, CHILD], sfi=None, pointers=True)
    decoy = File(b"\x65\x7fnot of this card", fid=b"\xd0\x0f", sfi=2)
    applications = {aid: (decoy, *files) for aid, files in image.applications.items()}
    assert read_card(VITALE_2, EmulatedCard(CardImage(image.atr, applications))) == read("pointer_layout")


def test_an_unknown_atr_is_a_carte_vitale_when_its_application_answers():
    assert isinstance(read_card(BANK, EmulatedCard(card_of([INSURED]))), Read)


def test_a_vitale_atr_without_its_application_is_another_card():
    with ScriptedCard([(SELECT_ROOT, "6A82"), (SELECT_VITALE, "6A82")]) as card:
        assert read_card(VITALE_2, card) == WrongCard(CardKind.OTHER)


def test_a_carte_vitale_that_refuses_its_application_is_unreadable():
    with ScriptedCard([(SELECT_ROOT, "6A82"), (SELECT_VITALE, "6F00")]) as card:
        assert read_card(VITALE_2, card) == Unreadable("application_6F00")


responses = st.builds(
    Response,
    st.binary(max_size=64) | st.just(bytes.fromhex(IDENTITY)) | st.just(bytes.fromhex(NUMBER)),
    st.sampled_from([0x9000, 0x6282, 0x6B00, 0x6A82, 0x6982, 0x6C10, 0x6100, 0x6F00]) | st.integers(0, 0xFFFF),
)


@given(st.binary(min_size=2, max_size=33) | st.sampled_from([VITALE_2, BANK]), st.data())
def test_whatever_a_card_answers_the_reading_ends_in_a_named_outcome(atr, data):
    class Babbling:
        def transmit(self, command):
            return data.draw(responses)

    try:
        reading = read_card(atr, Babbling())
    except ProtocolViolation:
        return
    assert isinstance(reading, Read | WrongCard | Unreadable)


def test_a_fault_of_the_connection_passes_through():
    class Pulled:
        def transmit(self, command):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        read_card(VITALE_2, Pulled())

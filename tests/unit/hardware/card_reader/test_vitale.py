import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.api import Assumption, PersonOnCard, RecordFault, RefusedRecord
from hardware.card_reader.nir import control_key
from hardware.card_reader.tlv import MalformedTlv
from hardware.card_reader.vitale import PeopleDoNotMatch, Pointer, join_people, parse_pointers, parse_records
from tests.emulators.card.cards import (
    CHILD,
    INSURED,
    MF_VITALE,
    VITALE,
    Person,
    identities,
    length_on_three_bytes,
    numbers,
    pointer_file,
    shortest_length,
)

names = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc", "Cf"]), min_size=1, max_size=140
).filter(lambda name: name == name.strip(" "))
nirs = st.builds(
    lambda number: number + control_key(number), st.integers(1_000_000_000_000, 8_999_999_999_999).map(str)
)
people = st.builds(Person, names, names, st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0")), st.none() | nirs)


def read(*on_card, number_file=None):
    return join(identities(on_card), numbers(on_card) if number_file is None else number_file)


def join(identity_file, number_file):
    return join_people(parse_records(identity_file), parse_records(number_file))


@given(
    st.lists(people, min_size=1, max_size=19),
    st.sampled_from([b"", b"\x00", b"\xff\x00\xff"]),
    st.sampled_from([shortest_length, length_on_three_bytes]),
)
def test_everybody_on_the_card_is_read_as_written(on_card, filling, length):
    found, refused = join(identities(on_card, filling, length), numbers(on_card, filling, length))
    assert not refused
    assert [(person.index, person.family_name, person.given_name, person.birth_date) for person in found] == [
        (index, person.family_name, person.given_name, person.birth_date) for index, person in enumerate(on_card)
    ]
    assert [None if p.nir is None else p.nir + p.nir_key for p in found] == [p.nir for p in on_card]


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_files_are_people_or_refused(identity_file, number_file):
    try:
        found, refused = join(identity_file, number_file)
    except (MalformedTlv, PeopleDoNotMatch):
        return
    assert len({person.index for person in found} | {record.index for record in refused}) == len(found) + len(refused)


def test_the_first_person_is_the_insured():
    (insured, child), _ = read(INSURED, CHILD)
    assert insured.insured
    assert not child.insured


def test_accents_and_lunar_dates_stay_as_they_are_on_the_card():
    (person,), _ = read(Person("LEFÈVRE", "HÉLÈNE", "19362100", "236066322083656"))
    assert (person.family_name, person.given_name, person.birth_date) == ("LEFÈVRE", "HÉLÈNE", "19362100")


def test_padding_is_not_part_of_a_name():
    (person,), _ = read(Person("ADRTROIS   ", "ZOE\0\0", "20200315"))
    assert (person.family_name, person.given_name) == ("ADRTROIS", "ZOE")


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (Person("", "ZOE", "20200315"), RecordFault.NAME_MISSING),
        (Person("ADR\nTROIS", "ZOE", "20200315"), RecordFault.NAME_UNPRINTABLE),
        (Person("ADRTROIS", "Z\x1bE", "20200315"), RecordFault.NAME_UNPRINTABLE),
        (Person("ADRTROIS", "ZOE", "20200230"), RecordFault.BIRTH_DATE),
        (Person("ADRTROIS", "ZOE", ""), RecordFault.BIRTH_DATE),
        (Person("ADRTROIS", "ZOE", "20200315", "297022A02077879"), RecordFault.NIR_KEY),
        (Person("ADRTROIS", "ZOE", "20200315", "29702"), RecordFault.NIR_KEY),
        (Person("ADRTROIS", "ZOE", "20200315", "0" * 15), RecordFault.NIR_KEY),
    ],
)
def test_a_wrong_record_is_refused_by_name_and_its_neighbors_are_read(record, fault):
    found, refused = read(INSURED, record, CHILD)
    assert [person.index for person in found] == [0, 2]
    assert found[1].nir + found[1].nir_key == CHILD.nir
    assert refused == (RefusedRecord(1, fault),)


def test_people_without_a_number_at_the_end_of_the_file_have_none():
    found, _ = read(INSURED, CHILD, number_file=numbers([INSURED]))
    assert [person.nir is None for person in found] == [False, True]


def test_more_numbers_than_people_join_nobody():
    with pytest.raises(PeopleDoNotMatch):
        read(INSURED, number_file=numbers([INSURED, CHILD]))


def test_what_the_card_does_not_say_is_marked_as_assumed():
    (insured, without_number), _ = read(INSURED, Person("ADRTROIS", "ZOE", "20200315"))
    assert insured.birth_rank == 1
    assert insured.assumed == {Assumption.BIRTH_RANK, Assumption.NIR_OWNER}
    assert without_number.assumed == {Assumption.BIRTH_RANK}


def test_a_person_is_never_shown_by_repr():
    (person,), _ = read(INSURED)
    shown = repr(person)
    assert isinstance(person, PersonOnCard)
    assert not any(
        value in shown for value in (INSURED.family_name, INSURED.given_name, INSURED.birth_date, person.nir)
    )


def test_the_pointer_file_names_files_by_application():
    assert parse_pointers(pointer_file()) == (
        Pointer(VITALE, b"\xd0\x03"),
        Pointer(VITALE, b"\xd0\x02"),
        Pointer(MF_VITALE, b"\xd0\x01"),
    )


@given(st.binary(max_size=120))
def test_any_file_is_a_pointer_file_or_refused(file):
    try:
        pointers = parse_pointers(file)
    except MalformedTlv:
        return
    assert all(len(pointer.fid) == 2 for pointer in pointers)

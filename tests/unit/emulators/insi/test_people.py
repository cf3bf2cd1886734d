import json

import pytest

from tests.emulators.insi.people import (
    DEFAULT_FILE,
    PeopleFileError,
    TraitsSearch,
    VitaleSearch,
    find_by_traits,
    find_by_vitale,
    is_same_date,
    load,
    normalized,
)

PEOPLE = load()


def by_traits(family_name, given_names, sex, birth_date, birth_place=""):
    names = (given_names,) if isinstance(given_names, str) else given_names
    found = find_by_traits(PEOPLE, TraitsSearch(family_name, names, sex, birth_date, birth_place))
    return [person.ins.number for person in found]


def by_card(insured_number="", birth_date="", own_number="", family_name="", birth_rank="1"):
    found = find_by_vitale(PEOPLE, VitaleSearch(own_number, insured_number, family_name, birth_date, birth_rank))
    return [" ".join((person.family_name, *person.given_names[:1])) for person in found]


@pytest.mark.parametrize(
    ("insured_number", "card_date", "name"),
    [
        ("297022A020778", "26021997", "ADRTROIS DOMINIQUE"),
        ("160012B020777", "01011960", "ADRTROIS TOUSSAINT"),
        ("160012B020777", "14072009", "ECETINSI PIERRE-ALAIN"),
        ("1090763220834", "14072009", "ECETINSI PIERRE-ALAIN"),
        ("160012B020777", "15032020", "ADRTROIS ZOE"),
        ("2360663220836", "00211936", "LEFEVRE HELENE"),
    ],
)
def test_each_person_on_the_synthetic_cards_is_found(insured_number, card_date, name):
    assert by_card(insured_number, card_date) == [name]


@pytest.mark.parametrize("form", ["1960-01-01", "01011960", "600101"])
def test_the_birth_date_may_have_any_form_of_the_card(form):
    assert is_same_date("1960-01-01", form)
    assert not is_same_date("1960-01-02", form)


def test_the_own_number_of_the_person_comes_before_that_of_the_insured():
    assert by_card("160012B020777", "14072009", own_number="1090763220834") == ["ECETINSI PIERRE-ALAIN"]
    assert by_card("160012B020777", "14072009", own_number="297022A020778") == []


def test_a_former_number_still_finds_the_person():
    assert by_card("2090763220834", "14072009") == ["ECETINSI PIERRE-ALAIN"]


def test_twins_are_told_apart_by_their_rank():
    assert by_card("1810163220751", "05052012", birth_rank="1") == ["ADRQUATRE CASTOR"]
    assert by_card("1810163220751", "05052012", birth_rank="2") == ["ADRQUATRE POLLUX"]
    assert len(by_card("1810163220751", "05052012", birth_rank="")) == 2


def test_a_birth_name_that_is_not_the_persons_finds_nobody():
    assert by_card("160012B020777", "01011960", family_name="ADRTROIS") == ["ADRTROIS TOUSSAINT"]
    assert by_card("160012B020777", "01011960", family_name="DUPONT") == []


def test_homonyms_are_told_apart_by_the_place_of_birth():
    assert len(by_traits("DE VINCI", "LEONARDO", "M", "2014-02-01")) == 2
    assert by_traits("DE VINCI", "LEONARDO", "M", "2014-02-01", "63220") == ["1140263220833"]


@pytest.mark.parametrize(
    "given_names",
    ["PIERRE-ALAIN", "MURIEL", "PIERRE-ALAIN MURIEL FLORIANT", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "pierre alain"],
)
def test_a_given_name_is_any_one_of_them_or_the_first_several(given_names):
    assert by_traits("ECETINSI", given_names, "M", "2009-07-14") == ["1090763220834"]


@pytest.mark.parametrize("given_names", ["PIERRE", "FLORIANT MURIEL", "PIERRE-ALAIN FLORIANT", "ALAIN MURIEL"])
def test_a_part_of_a_compound_name_or_another_order_finds_nobody(given_names):
    assert by_traits("ECETINSI", given_names, "M", "2009-07-14") == []


def test_a_former_family_name_finds_the_person_under_the_present_one():
    assert by_traits("DE VINCI", "RUTH", "F", "1977-07-14") == by_traits("NESSI", "RUTH", "F", "1977-07-14") != []


def test_sex_and_date_must_be_those_of_the_person():
    assert by_traits("ADRTROIS", "DOMINIQUE", "F", "1997-02-26") == ["297022A020778"]
    assert by_traits("ADRTROIS", "DOMINIQUE", "M", "1997-02-26") == []
    assert by_traits("ADRTROIS", "DOMINIQUE", "F", "1997-02-27") == []


def test_two_spellings_of_a_name_are_the_same():
    assert normalized("Lefèvre-d’Aœion") == normalized("LEFEVRE D'AOEION")


def test_a_persons_file_with_an_unknown_field_is_refused_by_name(tmp_path):
    path = tmp_path / "people.json"
    entry = json.loads(DEFAULT_FILE.read_text())["people"][0]
    path.write_text(json.dumps({"people": [{**entry, "nickname": "DOM"}]}))

    with pytest.raises(PeopleFileError, match=r"people\.0\.nickname"):
        load(path)


@pytest.mark.parametrize("content", ["", "[]", '{"people": [{}]}', '{"people": [{"ins": {"number": "1"}}]}'])
def test_a_file_that_is_no_persons_file_is_refused(tmp_path, content):
    path = tmp_path / "people.json"
    path.write_text(content)

    with pytest.raises(PeopleFileError):
        load(path)

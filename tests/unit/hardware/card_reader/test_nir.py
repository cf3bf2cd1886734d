import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.nir import control_key, has_valid_key, is_well_formed

PUBLISHED = [
    ("297022A020778", "78"),
    ("160012B020777", "13"),
    ("1090763220834", "89"),
    ("2090763220834", "39"),
    ("2360663220836", "56"),
    ("1421962965167", "94"),
    ("1550672000101", "59"),
]


@pytest.mark.parametrize(("number", "key"), PUBLISHED)
def test_the_key_of_published_numbers_is_right(number, key):
    assert control_key(number) == key
    assert has_valid_key(number, key)


@pytest.mark.parametrize(("number", "key"), PUBLISHED)
@given(data=st.data())
def test_one_wrong_digit_is_noticed(number, key, data):
    position = data.draw(st.sampled_from([n for n, character in enumerate(number) if character.isdigit()]))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {number[position]})))
    wrong = number[:position] + digit + number[position + 1 :]
    assert not has_valid_key(wrong, key)


@given(st.text(max_size=20), st.text(max_size=3))
def test_any_text_is_judged(number, key):
    assert not has_valid_key(number, key) or is_well_formed(number)


@pytest.mark.parametrize("number", ["", "29702 A020778", "297022C020778", "A97022A020778", "10907632208341", "१" * 13])
def test_what_is_no_number_has_no_valid_key(number):
    assert not has_valid_key(number, "00")

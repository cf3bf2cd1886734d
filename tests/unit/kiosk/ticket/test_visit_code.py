import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ticket.visit_code import ALPHABET, ENTROPY_BYTES, read_visit_code, visit_code

_ENTROPY = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)
_A_CODE = visit_code(b"\x01\x23\x45\x67\x89\xab\xcd\xef")


@given(_ENTROPY)
def test_a_code_is_eight_characters_that_nobody_mistakes_in_two_groups(entropy):
    first, second = visit_code(entropy).split("-")
    assert len(first) == len(second) == 4
    assert set(first + second) <= set(ALPHABET)
    assert not set(ALPHABET) & set("AEIOU01L")


@given(_ENTROPY)
def test_a_code_is_read_back_however_it_is_typed(entropy):
    code = visit_code(entropy)
    assert read_visit_code(code) == code
    assert read_visit_code(code.lower().replace("-", " ")) == code
    assert read_visit_code(code.replace("-", "")) == code


@given(_ENTROPY)
def test_any_one_wrong_character_is_noticed(entropy):
    code = visit_code(entropy).replace("-", "")
    for position, wrong in itertools.product(range(8), ALPHABET):
        mistyped = code[:position] + wrong + code[position + 1 :]
        assert (read_visit_code(mistyped) is None) == (mistyped != code)


@given(_ENTROPY)
def test_nearly_every_exchange_of_neighbors_is_noticed(entropy):
    code = visit_code(entropy).replace("-", "")
    exchanged = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(7)} - {code}
    assert sum(read_visit_code(mistyped) is not None for mistyped in exchanged) <= 1


@pytest.mark.parametrize("typed", ["", "V7K2", "V7K2-93QDX", "AEIO-U01L", "V7K2-93Q\n", "é" * 8])
def test_what_is_no_code_is_told(typed):
    assert read_visit_code(typed) is None


def test_different_entropy_gives_different_codes():
    assert len({visit_code(number.to_bytes(ENTROPY_BYTES, "big")) for number in range(2000)}) == 2000

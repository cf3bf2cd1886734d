import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.atr import CardFamily, is_well_formed, recognize

VITALE_2 = [f"3B75130000{series}09EA9000" for series in ("43", "44", "45", "46", "47", "48", "49", "4B", "4C")]


@pytest.mark.parametrize(
    ("atr", "family"),
    [
        *((atr, CardFamily.VITALE_2) for atr in VITALE_2),
        ("3B751300004509FA9000", CardFamily.VITALE_2),
        ("3F6525002C09699000", CardFamily.VITALE_1),
        ("3F652500A3096A9000", CardFamily.VITALE_1),
        ("3F65250052096A9000", CardFamily.VITALE_1),
        ("3BAC00402A001225006480000310009000", CardFamily.PROFESSIONAL),
        ("3BAC00402A00122500648082 0212009000", CardFamily.PROFESSIONAL),
        ("3BDC18FF00001225006480000401009000", CardFamily.PROFESSIONAL),
        ("3B8F80010031B86404B0ECC1739401808290000E", CardFamily.PROFESSIONAL),
        ("3B6500002063CB6800", CardFamily.UNKNOWN),
        ("", CardFamily.UNKNOWN),
    ],
)
def test_a_card_is_recognized_by_its_atr(atr, family):
    assert recognize(bytes.fromhex(atr)) is family


@pytest.mark.parametrize(
    "atr",
    [*VITALE_2, "3F6525002C09699000", "3BDC18FF00001225006480000401009000", "3B8F80010031B86404B0ECC1739401808290000E"],
)
def test_an_atr_of_a_real_card_is_well_formed(atr):
    assert is_well_formed(bytes.fromhex(atr))


@pytest.mark.parametrize("atr", ["", "3B", "0000", "3B7513", "3B751300004309EA90", "3B751300004309EA900000", "3B80"])
def test_garbage_is_no_atr(atr):
    assert not is_well_formed(bytes.fromhex(atr))


@given(st.binary(max_size=40))
def test_any_bytes_are_judged(atr):
    is_well_formed(atr)
    recognize(atr)

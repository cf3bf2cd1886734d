import pytest
from smartcard import scard

from hardware.card_reader.pcsc.codes import Code, PcscFault, event_counter


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.SUCCESS])
def test_each_code_has_the_value_that_pyscard_gives_it(code):
    library = {
        name.partition("_")[2].partition("_")[2]: value & 0xFFFFFFFF
        for name, value in vars(scard).items()
        if name.startswith(("SCARD_E_", "SCARD_W_", "SCARD_F_"))
    }
    assert library[code.name] == code


def test_a_negative_code_is_the_same_code():
    assert PcscFault("SCardConnect", Code.NO_SERVICE - 2**32).code == Code.NO_SERVICE


def test_the_upper_half_of_a_state_counts_the_events():
    assert event_counter(0x00030022) == 3
    assert event_counter(0xFFFF0010) == 0xFFFF

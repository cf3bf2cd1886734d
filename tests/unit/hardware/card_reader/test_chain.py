import pytest

from hardware.card_reader.apdu import Command, Response, read_short_file, select_master_file
from hardware.card_reader.chain import CorrectLe, GetResponse
from hardware.errors import ProtocolViolation
from tests.unit.hardware.card_reader.scripted_card import ScriptedCard

SELECT = "00A40000023F00"


def test_announced_data_is_fetched():
    with ScriptedCard([(SELECT, "6103"), ("00C0000003", "4142439000")]) as card:
        assert GetResponse(card).transmit(select_master_file()) == Response(b"ABC", 0x9000)


def test_data_in_several_parts_are_joined():
    script = [(SELECT, "6102"), ("00C0000002", "41426101"), ("00C0000001", "439000")]
    with ScriptedCard(script) as card:
        assert GetResponse(card).transmit(select_master_file()) == Response(b"ABC", 0x9000)


def test_6100_announces_256_bytes():
    with ScriptedCard([(SELECT, "6100"), ("00C0000000", "41" * 256 + "9000")]) as card:
        assert GetResponse(card).transmit(select_master_file()).data == b"A" * 256


def test_a_card_that_never_stops_announcing_is_given_up():
    class Endless:
        def transmit(self, command: Command) -> Response:
            return Response(b"A", 0x6101)

    with pytest.raises(ProtocolViolation):
        GetResponse(Endless()).transmit(select_master_file())


def test_a_wrong_length_is_corrected_once():
    with ScriptedCard([("00B0820000", "6C7C"), ("00B082007C", "6C10")]) as card:
        assert CorrectLe(card).transmit(read_short_file(2)).sw == 0x6C10


def test_a_card_that_asks_for_what_it_was_asked_is_not_asked_again():
    with ScriptedCard([("00B0820000", "6C00")]) as card:
        assert CorrectLe(card).transmit(read_short_file(2)).sw == 0x6C00

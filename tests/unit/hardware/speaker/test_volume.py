import pytest

from hardware.speaker.volume import LOUDEST, SOFTEST, Volume


def test_the_range_is_18_db_with_a_step_12_db_above_the_lowest():
    # EN 301 549 §8.2.1
    levels_db = [Volume(step).gain_db - SOFTEST.gain_db for step in range(7)]
    assert levels_db == [0, 3, 6, 9, 12, 15, 18]
    assert LOUDEST.gain == 1


def test_louder_and_softer_stop_at_the_ends():
    assert SOFTEST.softer() == SOFTEST
    assert LOUDEST.louder() == LOUDEST
    assert Volume(2).louder() == Volume(3)
    assert Volume(2).softer() == Volume(1)


@pytest.mark.parametrize("step", [-1, 7])
def test_there_is_no_other_step(step):
    with pytest.raises(ValueError, match="not one of 0 to 6"):
        Volume(step)

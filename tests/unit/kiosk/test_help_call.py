from kiosk.help_call import SHORTEST_CALL_S, HelpCall


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_the_contact_stays_closed_as_long_as_help_is_wanted():
    time = Time()
    call = HelpCall(time)
    assert not call.is_on(is_wanted=False)
    assert call.is_on(is_wanted=True)
    time.now_s = 10 * SHORTEST_CALL_S
    assert call.is_on(is_wanted=True)
    assert not call.is_on(is_wanted=False)


def test_a_call_that_is_taken_back_at_once_is_heard_all_the_same():
    time = Time()
    call = HelpCall(time)
    call.is_on(is_wanted=True)
    time.now_s = SHORTEST_CALL_S - 1
    assert call.is_on(is_wanted=False)
    time.now_s = SHORTEST_CALL_S
    assert not call.is_on(is_wanted=False)


def test_ten_taps_in_half_a_minute_ring_once():
    time = Time()
    call = HelpCall(time)
    levels = []
    for tap in range(20):
        time.now_s = tap * 1.4
        levels.append(call.is_on(is_wanted=tap % 2 == 0))
    assert all(levels)

"""A leak is told from memory that goes up and down."""

import random

from tests.soak.__main__ import Growth

VISITS = range(100, 501, 20)


def growth(kb_a_visit: float) -> Growth:
    noise = random.Random(5)  # noqa: S311 - the same noise at each run
    return Growth.of([(visits, round(260_000 + kb_a_visit * visits + noise.gauss(0, 4_000))) for visits in VISITS])


def test_a_leak_is_seen_through_the_noise():
    assert growth(30).least > 2


def test_memory_that_goes_up_and_down_is_no_leak():
    assert growth(0).least < 2


def test_without_noise_the_line_is_told_as_it_is():
    exact = Growth.of([(visits, 3 * visits) for visits in VISITS])
    assert (round(exact.slope, 6), round(exact.error, 6)) == (3, 0)

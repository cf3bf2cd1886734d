import pytest

from hardware.printer.api import NotPrinted, Offline, PaperOut, Printed, Unconfirmed
from kiosk.ticket.reprint import is_duplicate_after


@pytest.mark.parametrize(
    ("first", "is_duplicate"),
    [
        (Printed(), True),
        (Unconfirmed(), True),
        (NotPrinted(PaperOut(), partly_on_paper=True), True),
        (NotPrinted(PaperOut()), False),
        (NotPrinted(Offline()), False),
    ],
)
def test_a_second_copy_says_so_whenever_a_part_of_the_first_may_be_on_paper(first, is_duplicate):
    assert is_duplicate_after(first) == is_duplicate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.wrap import wrap, wrap_balanced

_WORDS = st.lists(st.text(alphabet="ABCdé-’", min_size=1, max_size=40), min_size=1, max_size=8).map(" ".join)


@given(_WORDS, st.integers(min_value=1, max_value=48))
def test_no_character_is_lost_and_no_line_is_too_long(text, columns):
    for lines in (wrap(text, columns), wrap_balanced(text, columns)):
        assert all(len(line) <= columns for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("PIERRE-ALAIN MURIEL FLORIANT", 24, ["PIERRE-ALAIN MURIEL", "FLORIANT"]),
        ("ANNE MARIE-CHRISTINE", 16, ["ANNE", "MARIE-CHRISTINE"]),
        ("MARIE-CHRISTINE-ALEXANDRINE", 16, ["MARIE-CHRISTINE-", "ALEXANDRINE"]),
        ("ABCDEFGHIJ", 4, ["ABCD", "EFGH", "IJ"]),
        ("", 10, [""]),
    ],
)
def test_a_name_breaks_at_spaces_first_then_at_its_hyphens_then_anywhere(text, columns, lines):
    assert wrap(text, columns) == lines


def test_centered_text_is_broken_into_lines_of_nearly_equal_length():
    assert wrap_balanced("Centre hospitalier de Valmont", 24) == ["Centre hospitalier", "de Valmont"]
    assert wrap("Centre hospitalier de Valmont", 24) == ["Centre hospitalier de", "Valmont"]

import pytest

from kiosk.problems import Problem, guidance


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_problem_has_a_meaning_and_a_remedy_for_the_technician(language):
    assert set(guidance(language)) == set(Problem)
    for texts in guidance(language).values():
        assert texts.meaning
        assert texts.remedy.endswith(".")


def test_every_code_is_a_letter_and_three_digits_and_occurs_once():
    codes = [problem.value for problem in Problem]
    assert len(set(codes)) == len(codes)
    for code in codes:
        letter, _, number = code.partition("-")
        assert letter in "RPIACKNS"
        assert len(number) == 3
        assert number.isdigit()

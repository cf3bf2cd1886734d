import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.normalize import (
    ForbiddenCharacter,
    ForbiddenForm,
    FormRule,
    NameField,
    Normalized,
    normalize_family_name,
    normalize_given_name,
)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Lefèvre", "LEFEVRE"),
        ("LEFE\N{COMBINING GRAVE ACCENT}VRE", "LEFEVRE"),
        ("d’Aeion", "D'AEION"),
        ("Cœur", "COEUR"),
        ("Lætitia", "LAETITIA"),
        ("ÇELİK", "CELIK"),
        ("Nuñez", "NUNEZ"),
        ("  Martin ", "MARTIN"),
        ("DE\N{NO-BREAK SPACE}VINCI", "DE VINCI"),
        ("du Puy--Montbrun", "DU PUY--MONTBRUN"),
        ("'t Hooft", "'T HOOFT"),
    ],
)
def test_a_family_name_is_brought_to_the_letters_of_insi(written, sent):
    assert normalize_family_name(written) == Normalized(sent)


@pytest.mark.parametrize(
    ("written", "character"),
    [
        ("MARTIN2", "DIGIT TWO (U+0032)"),
        ("MARTIN.", "FULL STOP (U+002E)"),
        ("GROß", "LATIN SMALL LETTER SHARP S (U+00DF)"),
        ("SØREN", "LATIN CAPITAL LETTER O WITH STROKE (U+00D8)"),
        ("MARTIN–DURAND", "EN DASH (U+2013)"),
        ("محمد", "ARABIC LETTER MEEM (U+0645)"),
        ("A\tB", "UNNAMED CHARACTER (U+0009)"),
    ],
)
def test_what_no_rule_transliterates_is_refused_by_its_name(written, character):
    assert normalize_family_name(written) == ForbiddenCharacter(NameField.BIRTH_FAMILY_NAME, character)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("", FormRule.EMPTY),
        ("   ", FormRule.EMPTY),
        ("-MARTIN", FormRule.FIRST_CHARACTER),
        ("DE  VINCI", FormRule.DOUBLED),
        ("D''AEION", FormRule.DOUBLED),
        ("D' AEION", FormRule.DOUBLED),
        ("D 'AEION", FormRule.DOUBLED),
        ("A---B", FormRule.DOUBLED),
    ],
)
def test_a_family_name_out_of_form_is_refused_by_the_rule(written, rule):
    assert normalize_family_name(written) == ForbiddenForm(NameField.BIRTH_FAMILY_NAME, rule)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("ANNE--SOPHIE", FormRule.DOUBLE_HYPHEN),
        ("ANNE-", FormRule.LAST_CHARACTER),
        ("ANNE'", FormRule.LAST_CHARACTER),
        ("-ANNE", FormRule.FIRST_CHARACTER),
    ],
)
def test_a_given_name_has_stricter_rules(written, rule):
    assert normalize_given_name(written) == ForbiddenForm(NameField.BIRTH_GIVEN_NAME, rule)


@given(st.text())
def test_any_text_is_either_normalized_into_the_set_or_refused(text):
    normalization = normalize_family_name(text)
    if isinstance(normalization, Normalized):
        assert set(normalization.name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-")
        assert normalize_family_name(normalization.name) == normalization


@given(st.text(alphabet="ABZ '-", min_size=1))
def test_nothing_is_dropped_from_a_name_but_the_spaces_around_it(name):
    normalization = normalize_family_name(name)
    if isinstance(normalization, Normalized):
        assert normalization.name == name.strip()


def test_a_name_does_not_show_in_a_repr():
    assert "MARTIN" not in repr(normalize_family_name("MARTIN"))

from pathlib import Path

import pytest

import kiosk.insi
from kiosk.insi.credentials import COMMON_NAMES
from kiosk.insi.profile import PROFILES, StructureNumber, UserKind, sender_mistake, structure_number_of


def test_every_kind_of_user_of_the_public_notice_has_a_profile():
    assert set(PROFILES) == set(UserKind)
    assert {profile.common_name for profile in PROFILES.values()} <= set(COMMON_NAMES)


def test_the_table_of_the_readme_says_what_the_profiles_say():
    readme = (Path(kiosk.insi.__file__).parent / "README.md").read_text()
    for user, profile in PROFILES.items():
        number = profile.structure_numbers[0]
        form = {StructureNumber.FINESS: "`1` + 9 characters", StructureNumber.SIRET: "`3` + 14 digits"}[number]
        words = f"{number.name} | {form} | `{profile.common_name}` | {profile.structure} |"
        name = user.value.replace("_", " ").replace("medico social", "medico-social actor")
        assert f"| {name} | {words}" in readme


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("10B0152872", StructureNumber.FINESS),
        ("1630786754", StructureNumber.FINESS),
        ("12A0000123", StructureNumber.FINESS),
        ("300000001820687", StructureNumber.SIRET),
        ("", None),
        ("0B0152872", None),
        ("30000000182068", None),
        ("2123456789", None),
        ("899700296140", None),
    ],
)
def test_the_first_digit_tells_the_number_of_a_structure(sender, kind):
    assert structure_number_of(sender) is kind


@pytest.mark.parametrize("user", UserKind)
def test_a_sender_out_of_form_is_told_with_the_forms_of_the_profile(user):
    assert sender_mistake(user, "300000001820687") is None
    mistake = sender_mistake(user, "899700296140")
    assert mistake is not None
    assert "3 + SIRET" in mistake

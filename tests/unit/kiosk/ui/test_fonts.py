import pytest

from kiosk.problems import Problem
from kiosk.ui.fonts import FontMissing, find_fonts


def test_the_typefaces_of_debian_are_found():
    fonts = find_fonts()
    assert fonts.regular.name == "NotoSans-Regular.ttf"
    assert all(path.is_file() for path in (fonts.regular, fonts.bold, fonts.arabic_regular, fonts.arabic_bold))


def test_the_first_folder_that_has_a_typeface_wins(tmp_path):
    names = [
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
        "NotoSansArabic-Regular.ttf",
        "NotoSansArabic-Bold.ttf",
    ]
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    for name in names:
        (tmp_path / "second" / name).touch()
    (tmp_path / "first" / names[1]).touch()
    fonts = find_fonts([tmp_path / "first", tmp_path / "second"])
    assert fonts.regular.parent.name == "second"
    assert fonts.bold.parent.name == "first"


def test_a_missing_typeface_is_a_named_problem(tmp_path):
    with pytest.raises(FontMissing, match=r"NotoSans-Regular\.ttf") as missing:
        find_fonts([tmp_path])
    assert missing.value.problem is Problem.FONT_MISSING
    assert missing.value.file_name == "NotoSans-Regular.ttf"
